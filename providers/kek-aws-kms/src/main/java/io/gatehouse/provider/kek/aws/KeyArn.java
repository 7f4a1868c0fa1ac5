package io.gatehouse.provider.kek.aws;

import io.gatehouse.crypto.KeyEncryptionKeyException;
import java.net.URI;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The name of one KMS key.
 *
 * @param text the whole ARN
 * @param region in which it is
 */
record KeyArn(String text, String region) {
    private static final Pattern ARN =
            Pattern.compile("arn:aws[a-z-]*:kms:([a-z0-9-]{3,32}):[0-9]{12}:(key/[A-Za-z0-9-]{1,64}|alias/.+)");

    static KeyArn parse(URI uri) {
        String text = uri.getRawSchemeSpecificPart();
        Matcher arn = ARN.matcher(text);
        if (!arn.matches() || uri.getRawFragment() != null) {
            throw new KeyEncryptionKeyException("After aws-kms: comes the ARN of a key, such as"
                    + " arn:aws:kms:eu-central-1:111122223333:key/1234abcd-…, not \"" + text + "\"");
        }
        if (arn.group(2).startsWith("alias/")) {
            throw new KeyEncryptionKeyException(text + " is an alias, which can lead to another key tomorrow; what the"
                    + " key of today wrapped would then be lost. Give the key's own ARN (aws kms describe-key)");
        }
        return new KeyArn(text, arn.group(1));
    }
}
