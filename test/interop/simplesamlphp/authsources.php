<?php
$config = [
    'people' => [
        'exampleauth:UserPass',
        'alice:password' => [
            'uid' => ['alice'],
            'mail' => ['alice@acme.example'],
            'displayName' => ['Alice Ångström & <Søn>'],
            'eduPersonAffiliation' => ['staff', 'member'],
        ],
    ],
];
