/** The key-encryption keys {@code aws-kms:}: held in the AWS Key Management Service. */
module io.gatehouse.provider.kek.aws {
    requires static transitive org.jspecify;
    requires transitive io.gatehouse.crypto;
    requires org.slf4j;
    requires software.amazon.awssdk.auth;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.identity.spi;
    requires software.amazon.awssdk.profiles;
    requires software.amazon.awssdk.regions;
    requires software.amazon.awssdk.services.kms;

    exports io.gatehouse.provider.kek.aws;

    provides io.gatehouse.crypto.KeyEncryptionKeyFactory with
            io.gatehouse.provider.kek.aws.AwsKmsKeyFactory;
}
