package io.gatehouse.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A sentence of an RFC that a test holds the CA to; {@link ConformanceTableTest} makes a table of them. */
@Documented
@Repeatable(Requirement.List.class)
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Requirement {
    /** The number of the RFC; 0 when it is a {@link #draft()}. */
    int rfc() default 0;

    /** The name of the draft, when it is no RFC yet. */
    String draft() default "";

    /** The section, such as {@code 7.3.1}. */
    String section();

    /** What is required, in our words. */
    String text();

    /** Several on one test. */
    @Documented
    @Retention(RetentionPolicy.RUNTIME)
    @Target(ElementType.METHOD)
    @interface List {
        /** Each of them. */
        Requirement[] value();
    }
}
