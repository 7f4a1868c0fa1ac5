package io.gatehouse.sample.guide;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.gatehouse.core.GatehouseException;
import java.security.Provider;
import java.security.Security;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The arrows and laws of the house, over every published module at once. */
class ArchitectureTest {
    private static final String[] ROOMS = {
        "io.gatehouse.core..",
        "io.gatehouse.crypto..",
        "io.gatehouse.dns..",
        "io.gatehouse.provider..",
        "io.gatehouse.acme..",
        "io.gatehouse.postgres..",
        "io.gatehouse.proxy..",
    };

    private static final JavaClasses HOUSE = new ClassFileImporter()
            // ArchUnit's own option knows the folder "target" alone; a build may name another.
            .withImportOption(location -> !location.contains("/test-classes/") && !location.contains("-tests.jar"))
            .importPackages("io.gatehouse");

    private static final JavaClasses PUBLISHED = HOUSE.that(resideInAnyPackage(ROOMS));

    @Test
    void everyRoomIsThere() {
        for (String room : ROOMS) {
            Assertions.assertThat(PUBLISHED.that(resideInAnyPackage(room)))
                    .as(room)
                    .isNotEmpty();
        }
    }

    @Test
    void arrowsRunDownwardOnly() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("core")
                .definedBy("io.gatehouse.core..")
                .layer("crypto")
                .definedBy("io.gatehouse.crypto..")
                .layer("dns-spi")
                .definedBy("io.gatehouse.dns..")
                .layer("dns providers")
                .definedBy("io.gatehouse.provider.dns..")
                .layer("key providers")
                .definedBy("io.gatehouse.provider.kek..")
                .layer("acme")
                .definedBy("io.gatehouse.acme..")
                .layer("postgres-tls")
                .definedBy("io.gatehouse.postgres..")
                .layer("proxy-config")
                .definedBy("io.gatehouse.proxy..")
                .layer("testkit")
                .definedBy("io.gatehouse.testkit..")
                .whereLayer("testkit")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("key providers")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("crypto")
                .mayOnlyBeAccessedByLayers("key providers")
                .whereLayer("acme")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("postgres-tls")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("proxy-config")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("dns providers")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("dns-spi")
                .mayOnlyBeAccessedByLayers("dns providers", "acme", "testkit")
                .whereLayer("core")
                .mayOnlyBeAccessedByLayers(
                        "crypto",
                        "key providers",
                        "dns-spi",
                        "dns providers",
                        "acme",
                        "postgres-tls",
                        "proxy-config",
                        "testkit")
                .check(HOUSE);
    }

    @Test
    void noPackageOfARoomIsInACircle() {
        com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices()
                .matching("io.gatehouse.(*)..")
                .should()
                .beFreeOfCycles()
                .check(HOUSE);
    }

    @Test
    void noThirdPartyTypeStandsInAPublicSignature() {
        methods()
                .that()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .arePublic()
                .and()
                .areDeclaredInClassesThat()
                .resideOutsideOfPackage("..internal..")
                .should(new ArchCondition<>("use the JDK's and our own types, and the named destinations, alone") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        method.getAllInvolvedRawTypes().stream()
                                .map(JavaClass::getBaseComponentType)
                                .filter(not(oursOrNamed()))
                                .forEach(type -> events.add(SimpleConditionEvent.violated(
                                        method, method.getFullName() + " shows " + type.getName())));
                    }
                })
                .check(PUBLISHED);
    }

    private static DescribedPredicate<JavaClass> oursOrNamed() {
        DescribedPredicate<JavaClass> named =
                resideInAnyPackage("java..", "javax..", "io.gatehouse..", "org.slf4j..", "com.zaxxer.hikari..");
        return named.or(DescribedPredicate.describe("primitive", JavaClass::isPrimitive));
    }

    @Test
    void acme4jIsSeenByItsShieldsAlone() {
        noClasses()
                .that()
                .resideInAPackage("io.gatehouse.acme..")
                .and()
                .haveNameNotMatching(".*\\.(AcmeClient|AcmeConversation|AccountCalls|Shielded\\w+)(\\$.*)?")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.shredzone..", "org.jose4j..")
                .check(PUBLISHED);
    }

    @Test
    void everyErrorHasOneBase() {
        classes()
                .that()
                .areAssignableTo(RuntimeException.class)
                .and()
                .arePublic()
                .should()
                .beAssignableTo(GatehouseException.class)
                .check(PUBLISHED);
    }

    @Test
    void nothingIsReadThatWasNotHandedIn() {
        noClasses()
                .should()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "getenv")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(java.time.LocalDate.class, "now")
                .check(PUBLISHED);
    }

    @Test
    void noJarChangesTheVirtualMachine() {
        noClasses()
                .should()
                .callMethod(Security.class, "addProvider", Provider.class)
                .orShould()
                .callMethod(Security.class, "insertProviderAt", Provider.class, int.class)
                .orShould()
                .callMethod(System.class, "setProperty", String.class, String.class)
                .check(PUBLISHED);
    }

    @Test
    void nothingIsPrintedOrSleptOn() {
        noClasses()
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .check(PUBLISHED);
    }

    @Test
    void noPublicNameIsVague() {
        classes()
                .that()
                .arePublic()
                .should(be(DescribedPredicate.describe(
                        "named for what it is",
                        type -> !type.getSimpleName().matches(".*(Manager|Helper|Utils?|Generic|Impl)"))))
                .check(PUBLISHED);
    }

    @Test
    void everyPackageIsNullMarked() {
        classes()
                .that(DescribedPredicate.describe("are top-level", JavaClass::isTopLevelClass))
                .and()
                .doNotHaveModifier(JavaModifier.SYNTHETIC)
                .should(be(DescribedPredicate.describe(
                        "in a @NullMarked package",
                        type -> type.getPackage()
                                .tryGetAnnotationOfType("org.jspecify.annotations.NullMarked")
                                .isPresent())))
                .check(HOUSE);
    }
}
