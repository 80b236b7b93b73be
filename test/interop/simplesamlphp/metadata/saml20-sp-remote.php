<?php
/* Our metadata as SimpleSAMLphp reads it, with its own answers to what the metadata leaves open. */
$folder = getenv('RUN_FOLDER');
$wishes = json_decode(file_get_contents("$folder/wishes.json"), true);
foreach (glob("$folder/service-provider-*.xml") as $file) {
    foreach (SimpleSAML\Metadata\SAMLParser::parseDescriptorsFile($file) as $entityId => $parser) {
        $metadata[$entityId] = array_merge($parser->getMetadata20SP(), [
            'validate.authnrequest' => true,
            'sign.logout' => true,
            'validate.logout' => true,
            'saml20.sign.response' => in_array('Response', $wishes['sign']),
            'saml20.sign.assertion' => in_array('Assertion', $wishes['sign']),
            'assertion.encryption' => isset($wishes['encrypt']),
            'nameid.encryption' => $wishes['encryptNameId'] ?? false,
        ]);
        unset($metadata[$entityId]['expire']);
    }
}
