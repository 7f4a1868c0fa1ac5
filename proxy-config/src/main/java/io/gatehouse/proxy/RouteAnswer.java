package io.gatehouse.proxy;

/** Who or what answers the requests of a route. */
public sealed interface RouteAnswer permits Upstreams, StaticFiles, Redirect {}
