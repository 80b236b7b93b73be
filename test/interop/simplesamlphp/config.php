<?php
/*
 * SimpleSAMLphp as an identity provider for the tests. The folder in RUN_FOLDER holds its key, its state, the metadata
 * of the service providers, and wishes.json: what the next answer shall be like. ORIGIN is where it is served.
 */
$folder = getenv('RUN_FOLDER');
$config = [
    'baseurlpath' => getenv('ORIGIN') . '/',
    'certdir' => "$folder/",
    'datadir' => "$folder/",
    'tempdir' => "$folder/",
    'loggingdir' => "$folder/",
    'metadatadir' => __DIR__ . '/metadata/',
    'attributenamemapdir' => '/etc/simplesamlphp/attributemap/',
    'secretsalt' => 'salt-of-the-tests',
    'auth.adminpassword' => bin2hex(random_bytes(16)),
    'technicalcontact_name' => 'Test',
    'technicalcontact_email' => 'test@example.com',
    'timezone' => 'UTC',
    'showerrors' => true,
    'logging.handler' => 'file',
    'logging.level' => SimpleSAML\Logger::WARNING,
    'enable.saml20-idp' => true,
    'module.enable' => ['exampleauth' => true, 'core' => true, 'saml' => true],
    'session.cookie.secure' => false,
    'session.cookie.samesite' => null,
    'language.cookie.secure' => false,
    'language.cookie.samesite' => null,
    'trusted.url.domains' => null,
    'store.type' => 'sql',
    'store.sql.dsn' => "sqlite:$folder/store.sqlite",
    'metadata.sources' => [['type' => 'flatfile']],
];
