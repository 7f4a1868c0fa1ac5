package io.gatehouse.proxy;

/** The same questions to every running server: does it do what the model says? */
abstract class ProxyBehaviour extends VersionBehaviour
        implements TlsByNameQuestions,
                ForwardingQuestions,
                UpstreamQuestions,
                FileQuestions,
                LimitQuestions,
                OriginQuestions {
    ProxyBehaviour(ServerUnderTest server) {
        super(server);
    }
}
