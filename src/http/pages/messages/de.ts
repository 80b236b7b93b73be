/** German, with "Sie", in words that people who sign in at work use. */
import type { PlainWord } from '../plain-words.ts';
import type { Messages } from './en.ts';

const ASK_ADMINISTRATOR =
  'Ihre IT-Abteilung kann das beheben. Bitte teilen Sie ihr die untenstehende Referenz mit.';

const WORDS: Readonly<Record<PlainWord, string>> = {
  'Unspecified: the identity provider does not say what kind it is':
    'Nicht angegeben: Der Anmeldedienst nennt die Art nicht',
  'Email address': 'E-Mail-Adresse',
  'Persistent: the same at each sign-in, for this site only':
    'Dauerhaft: bei jeder Anmeldung gleich, nur für diese Website',
  'Transient: a new one at each sign-in': 'Vorübergehend: bei jeder Anmeldung neu',
  'Entity: a system, not a person': 'Entität: ein System, keine Person',
  'Subject name of a certificate': 'Inhabername eines Zertifikats',
  'Windows account': 'Windows-Konto',
  'Kerberos principal': 'Kerberos-Prinzipal',
  'Unspecified: the identity provider does not say how':
    'Nicht angegeben: Der Anmeldedienst nennt das Verfahren nicht',
  Password: 'Passwort',
  'Password over a protected connection': 'Passwort über eine geschützte Verbindung',
  'Network address': 'Netzwerkadresse',
  'Earlier session': 'Frühere Sitzung',
  Certificate: 'Zertifikat',
  'Certificate over TLS': 'Zertifikat über TLS',
  'Smart card': 'Chipkarte',
  'Smart card with certificate': 'Chipkarte mit Zertifikat',
  Kerberos: 'Kerberos',
  'One-time code': 'Einmalcode',
  'Mobile device and a second factor': 'Mobilgerät und zweiter Faktor',
  'Windows sign-in': 'Windows-Anmeldung',
  'Several factors': 'Mehrere Faktoren',
  'One factor': 'Ein Faktor',
  'User ID': 'Benutzerkennung',
  Email: 'E-Mail',
  'Common name': 'Allgemeiner Name',
  Name: 'Name',
  'Family name': 'Nachname',
  Organisation: 'Organisation',
  Department: 'Abteilung',
  'Job title': 'Position',
  Telephone: 'Telefon',
  'Given name': 'Vorname',
  'Employee number': 'Personalnummer',
  'Preferred language': 'Bevorzugte Sprache',
  'Display name': 'Anzeigename',
  Affiliation: 'Zugehörigkeit',
  'Principal name': 'Prinzipalname',
  Entitlements: 'Berechtigungen',
  'Scoped affiliation': 'Zugehörigkeit mit Bereich',
  Groups: 'Gruppen',
  'Subject ID': 'Personenkennung',
  'Pairwise ID': 'Paarweise Kennung',
  'Name identifier': 'Namenskennung',
  Roles: 'Rollen',
  'Object ID': 'Objekt-ID',
  'Directory ID': 'Verzeichnis-ID',
  'Identity provider': 'Anmeldedienst',
  'Authentication methods': 'Anmeldeverfahren',
};

export const GERMAN: Messages = {
  language: 'de',
  locale: 'de',
  ownName: 'Deutsch',
  changeLanguage: 'Sprache',

  tenantOnProduct: (tenant, product) => [tenant, ' bei ', product],
  needHelp: 'Brauchen Sie Hilfe?',
  askSupport: (support) => ['Wenden Sie sich an ', support, '.'],
  continue: 'Weiter',
  continueTo: (application) => ['Weiter zu ', application],
  retry: 'Erneut versuchen',
  signOut: 'Abmelden',
  signInAgain: 'Wieder anmelden',
  justNow: 'gerade eben',
  lessThanAMinuteAhead: 'in weniger als einer Minute',

  chooseTitle: 'Wie möchten Sie sich anmelden?',
  chooseAccount: 'Wo haben Sie Ihr Konto?',
  orChooseAccount: 'Oder wählen Sie, wo Sie Ihr Konto haben',
  workEmail: 'Ihre geschäftliche E-Mail-Adresse',
  email_invalid: 'Die E-Mail-Adresse ist unvollständig. Sie sieht etwa so aus: name@example.com.',
  email_domain_unknown:
    'Für diese Adresse ist keine Anmeldung eingerichtet. Prüfen Sie die Schreibweise oder wählen Sie unten aus.',
  provider_unknown: 'Für Ihre Auswahl ist hier nichts eingerichtet. Wählen Sie stattdessen unten aus.',

  findTitle: 'Ihre Organisation finden',
  who: 'Ihre geschäftliche E-Mail-Adresse oder der Name Ihrer Organisation',
  rememberHere: 'Auf diesem Gerät merken',
  who_unknown:
    'Das führt nirgendwohin. Prüfen Sie die Schreibweise oder öffnen Sie die Adresse aus Ihrer Einladung.',
  too_many_tries:
    'Es waren zu viele Versuche, deshalb wurde nichts nachgeschlagen. Warten Sie etwas und versuchen Sie es dann erneut.',

  goingTitle: 'Sie werden zur Anmeldung weitergeleitet',
  comingBack: 'Sobald Sie angemeldet sind, kommen Sie zur geöffneten Seite zurück.',
  continueToSignIn: 'Weiter zur Anmeldung',
  signInWith: (connection) => [
    'Sie melden sich über ',
    connection,
    ' an. Falls nichts geschieht, klicken Sie auf „Weiter“.',
  ],

  signedInTitle: 'Sie sind angemeldet',
  unnamed: 'Person ohne Namen',
  youAreAt: 'Sie sind hier:',
  thisSignIn: 'Diese Anmeldung',
  identityProvider: 'Anmeldedienst',
  signedInAt: 'Angemeldet',
  until: 'Gültig bis',
  nameIdFormat: 'NameID-Format',
  accountKey: 'Kontoschlüssel',
  authnContext: 'Art der Anmeldung',
  authenticated: 'Authentifiziert',
  noneSent: 'nicht übermittelt',
  noAccountKey: 'keiner: Es wurde nichts Gleichbleibendes übermittelt',
  notSaid: 'nicht angegeben',
  attributes: 'Attribute',
  noAttributes: 'Der Anmeldedienst hat keine Attribute übermittelt.',
  noValue: 'kein Wert übermittelt',
  emptyValue: 'leerer Wert',
  moreValues: { one: '{more} weiterer von {all}', other: '{more} weitere von {all}' },
  plainWord: (word) => WORDS[word],

  ownSessionsTitle: 'Wo Sie angemeldet sind',
  ownSessionsLead: 'Was Sie beenden, ist innerhalb einer Minute überall beendet.',
  ownSessionsUnknown:
    'Der Anmeldedienst Ihrer Organisation nennt uns bei jeder Anmeldung einen anderen Namen. Deshalb kennen wir nur diese.',
  thisBrowser: 'Dieser Browser',
  otherBrowser: 'Anderer Browser oder anderes Gerät',
  lastSeen: 'Zuletzt gesehen',
  endSession: 'Beenden',
  endOtherSessions: 'Alle anderen beenden',
  ownSessionsEnded: 'Die Anmeldung ist beendet.',
  ownSessionsNotEnded: 'Das wurde nicht von dieser Seite gesendet. Versuchen Sie es hier erneut.',

  logoutTitle: 'Möchten Sie sich abmelden?',
  signedInAs: (person) => ['Sie sind als ', person, ' angemeldet.'],
  staySignedIn: 'Angemeldet bleiben',
  signedOutTitle: 'Sie sind abgemeldet',
  signedOutThere: {
    waiting:
      'Der Anmeldedienst Ihrer Organisation wurde gebeten, Sie ebenfalls abzumelden, und hat noch nicht geantwortet.',
    complete: 'Auch beim Anmeldedienst Ihrer Organisation sind Sie abgemeldet.',
    partial:
      'Der Anmeldedienst Ihrer Organisation hat Sie ebenfalls abgemeldet, konnte aber nicht alle anderen Seiten erreichen, bei denen Sie angemeldet waren.',
    refused:
      'Der Anmeldedienst Ihrer Organisation wurde gebeten, Sie ebenfalls abzumelden, hat es aber nicht getan.',
  },
  signOutElsewhereToo: 'Schließen Sie an einem gemeinsam genutzten Computer den Browser.',
  leavingTitle: 'Sie werden abgemeldet',
  signOutWith: (connection) => [
    'Hier sind Sie abgemeldet, und Sie werden jetzt auch bei ',
    connection,
    ' abgemeldet. Falls nichts geschieht, klicken Sie auf „Weiter“.',
  ],
  signOutThereToo:
    'Beim Anmeldedienst Ihrer Organisation sind Sie möglicherweise noch angemeldet. Melden Sie sich an einem gemeinsam genutzten Computer auch dort ab oder schließen Sie den Browser.',

  keptTitle: 'Ihre Sitzung ist beendet',
  kept: 'Ihre Eingaben wurden noch nicht gesendet. Sie sind nicht verloren: Diese Seite bewahrt sie auf. Lassen Sie sie bitte geöffnet.',
  keptNext:
    'Melden Sie sich in einem anderen Tab an, kommen Sie hierher zurück und senden Sie Ihre Eingaben ab.',
  keptSignIn: 'In einem anderen Tab anmelden',
  keptSend: 'Eingaben absenden',
  keptSignedInAs: (person) => [
    'Sie sind angemeldet als ',
    person,
    '. Wenn die Eingaben von Ihnen sind, senden Sie sie jetzt ab.',
  ],
  keptSomebodyElse:
    'Die Eingaben stammen nicht von der Person, die jetzt angemeldet ist, und wurden deshalb nicht gesendet. Wer sie gemacht hat, kann sich in einem anderen Tab anmelden, hierher zurückkommen und sie absenden.',
  keptTooLarge:
    'Ihre Eingaben wurden nicht gesendet und sind zu umfangreich, um auf dieser Seite aufbewahrt zu werden. Sie sind nicht verloren: Lassen Sie diese Seite geöffnet, melden Sie sich in einem anderen Tab an, kommen Sie hierher zurück und laden Sie diese Seite neu. Ihr Browser fragt dann, ob er sie noch einmal senden soll.',
  keptForeign:
    'Eine andere Website hat Sie hierher geschickt. Was sie mitgeschickt hat, wurde nicht weitergegeben. Melden Sie sich an, um fortzufahren.',
  keptUnanswered:
    'Die Website hat nicht geantwortet; Ihre Eingaben sind vielleicht nicht angekommen. Diese Seite bewahrt sie auf: Sehen Sie nach, ob sie angekommen sind, und senden Sie sie sonst noch einmal.',
  keptOverTitle: 'Das wurde nicht noch einmal gesendet',
  keptSentAlready:
    'Ihre Eingaben wurden bereits gesendet; das geschieht nur einmal. Sehen Sie nach, ob sie angekommen sind.',
  keptExpired:
    'Diese Seite war zu lange geöffnet oder ist nicht vollständig. Gehen Sie zurück zum Formular und senden Sie es von dort ab.',

  hostUnknownTitle: 'Diese Adresse kennen wir nicht',
  hostUnknown:
    'Prüfen Sie die Schreibweise. Die Adresse Ihrer Organisation steht in der Einladung, die Sie erhalten haben.',
  pageUnknownTitle: 'Diese Seite gibt es nicht',
  pageUnknown: 'Der Link ist vielleicht veraltet oder unvollständig.',
  goToFrontPage: 'Zur Startseite',

  thoseInCharge: 'die Betreiber dieser Website',
  unconfiguredTitle: 'Dieser Dienst ist noch nicht eingerichtet',
  unconfigured: {
    one: 'Er ist erst verfügbar, wenn die folgende Einstellung stimmt. Wenn Sie sich anmelden wollten, versuchen Sie es bitte später noch einmal.',
    other:
      'Er ist erst verfügbar, wenn die folgenden Einstellungen stimmen. Wenn Sie sich anmelden wollten, versuchen Sie es bitte später noch einmal.',
  },

  sendToAdministrator: 'Angaben für Ihre IT-Abteilung',
  mentionForHelp: 'Falls Sie Hilfe brauchen, nennen Sie diese Angaben',
  reference: 'Referenz',
  when: 'Zeitpunkt',
  code: 'Code',
  attribute_missing: 'Es fehlt',
  group_missing: 'Eine dieser Gruppen',
  failures: {
    answer_unreadable: {
      title: 'Ihre Anmeldung ist nicht durchgekommen',
      sentences: [
        'Der Anmeldedienst Ihrer Organisation hat eine Antwort gesendet, die wir nicht lesen konnten. Mit Ihrem Konto ist alles in Ordnung.',
        'Bitte versuchen Sie es erneut. Tritt der Fehler wieder auf, teilen Sie Ihrer IT-Abteilung die untenstehende Referenz mit.',
      ],
    },
    answer_untrusted: {
      title: 'Wir konnten Ihre Anmeldung nicht bestätigen',
      sentences: [
        'Wir konnten nicht sicherstellen, dass die Antwort vom Anmeldedienst Ihrer Organisation stammt, und haben sie deshalb nicht verwendet. Mit Ihrem Konto ist alles in Ordnung.',
        ASK_ADMINISTRATOR,
      ],
    },
    not_set_up: {
      title: 'Ihre IT-Abteilung muss die Anmeldung überprüfen',
      sentences: [
        'Der Anmeldedienst Ihrer Organisation und diese Website sind nicht aufeinander abgestimmt. Deshalb ist die Anmeldung auf diesem Weg zurzeit nicht möglich. Mit Ihrem Konto ist alles in Ordnung.',
        ASK_ADMINISTRATOR,
      ],
    },
    too_late: {
      title: 'Die Anmeldung hat zu lange gedauert',
      sentences: [
        'Zu Ihrer Sicherheit muss eine Anmeldung innerhalb weniger Minuten abgeschlossen sein. Vielleicht war eine Seite längere Zeit geöffnet.',
        'Bitte versuchen Sie es erneut. Erscheint diese Meldung jedes Mal sofort, teilen Sie Ihrer IT-Abteilung die untenstehende Referenz mit.',
      ],
    },
    another_sign_in: {
      title: 'Bitte melden Sie sich noch einmal an',
      sentences: [
        'Die Antwort, die wir erhalten haben, gehört zu keiner Anmeldung, die in diesem Browser begonnen wurde. Das kann an einer veralteten Seite oder an blockierten Cookies liegen.',
        'Beginnen Sie von hier aus neu, in diesem Browser.',
      ],
    },
    already_used: {
      title: 'Diese Anmeldung wurde bereits verwendet',
      sentences: [
        'Jede Anmeldung gilt nur einmal. Meist wurde eine Seite neu geladen oder die Zurück-Taste benutzt: Wahrscheinlich sind Sie bereits angemeldet.',
      ],
    },
    not_identified: {
      title: 'Wir konnten Sie keinem Konto zuordnen',
      sentences: [
        'Sie haben sich angemeldet, aber der Anmeldedienst Ihrer Organisation hat uns nicht die Angaben übermittelt, mit denen wir Ihr Konto finden.',
        ASK_ADMINISTRATOR,
      ],
    },
    session_too_old: {
      title: 'Bitte melden Sie sich neu an',
      sentences: [
        'Ihre Anmeldung beim Anmeldedienst Ihrer Organisation liegt für diese Website zu lange zurück.',
        'Melden Sie sich dort ab und versuchen Sie es dann von hier aus erneut.',
      ],
    },
    stronger_sign_in_needed: {
      title: 'Eine stärkere Anmeldung ist erforderlich',
      sentences: [
        'Diese Website verlangt ein stärkeres Anmeldeverfahren als das verwendete, etwa einen zweiten Faktor.',
        'Versuchen Sie es damit erneut. Wird Ihnen keines angeboten, teilen Sie Ihrer IT-Abteilung die untenstehende Referenz mit.',
      ],
    },
    not_let_in: {
      title: 'Ihre Organisation hat Sie nicht angemeldet',
      sentences: [
        'Der Anmeldedienst Ihrer Organisation hat die Anmeldung beendet. Vielleicht haben Sie sie abgebrochen, oder Sie haben noch keinen Zugriff auf diese Website.',
        'Sie können es erneut versuchen. Wenn Sie Zugriff haben sollten, teilen Sie Ihrer IT-Abteilung die untenstehende Referenz mit.',
      ],
    },
    not_connected: {
      title: 'Die Anmeldung ist noch nicht eingerichtet',
      sentences: [
        'Ihre Organisation ist hier noch nicht mit ihrem Anmeldedienst verbunden.',
        ASK_ADMINISTRATOR,
      ],
    },
    start_here: {
      title: 'Bitte beginnen Sie auf dieser Website',
      sentences: [
        'Zu Ihrer Sicherheit werden Anmeldungen, die im Portal Ihrer Organisation beginnen, hier nicht angenommen.',
        'Beginnen Sie stattdessen hier. Wenn Sie bei Ihrer Organisation schon angemeldet sind, ist es nur ein Schritt.',
      ],
    },
    wrong_account: {
      title: 'Dieses Konto gehört nicht zu dieser Anmeldung',
      sentences: [
        'Sie haben sich mit einer Adresse angemeldet, die nicht zum Anmeldedienst dieser Organisation gehört.',
        'Versuchen Sie es mit Ihrem Geschäftskonto erneut. Wenn Sie dieses bereits verwendet haben, teilen Sie Ihrer IT-Abteilung die untenstehende Referenz mit.',
      ],
    },
    attribute_missing: {
      title: 'In Ihrem Konto fehlt etwas',
      sentences: [
        'Sie haben sich angemeldet, aber der Anmeldedienst Ihrer Organisation hat nicht alles gesendet, was diese Website von Ihnen wissen muss. Was fehlt, steht unten.',
        'Ihre IT-Abteilung kann es mitsenden lassen oder bei Ihnen ergänzen. Bitte senden Sie ihr alle untenstehenden Angaben.',
      ],
    },
    group_missing: {
      title: 'Sie haben noch keinen Zugang zu dieser Website',
      sentences: [
        'Sie haben sich angemeldet, und mit Ihrem Konto ist alles in Ordnung. Ihre Organisation lässt auf diese Website nur Mitglieder bestimmter Gruppen, und Sie scheinen in keiner davon zu sein.',
        'Wenn Sie Zugang haben sollten, bitten Sie Ihre IT-Abteilung, Sie in eine der untenstehenden Gruppen aufzunehmen, und versuchen Sie es dann erneut.',
      ],
    },
    only_a_step: {
      title: 'Diese Seite ist nur ein Schritt der Anmeldung',
      sentences: [
        'Sie lässt sich nicht einzeln öffnen. Meist liegt es an einem Lesezeichen oder an der Zurück-Taste.',
      ],
    },
    sign_out_unclear: {
      title: 'Diese Abmeldung ist nicht durchgekommen',
      sentences: [
        'Eine Nachricht über Ihre Abmeldung kam vom Anmeldedienst Ihrer Organisation oder in dessen Namen. Wir konnten sie nicht verwenden, daher hat sie hier nichts geändert.',
        'Melden Sie sich zur Sicherheit auch hier ab. Tritt der Fehler wieder auf, teilen Sie Ihrer IT-Abteilung die untenstehende Referenz mit.',
      ],
    },
    application_down: {
      title: 'Diese Seite kann gerade nicht angezeigt werden',
      sentences: [
        'Sie sind bis zu dieser Website gelangt, aber der Teil, den Sie aufgerufen haben, antwortet nicht. Mit Ihrem Konto ist alles in Ordnung.',
        'Bitte versuchen Sie es gleich noch einmal. Tritt der Fehler wieder auf, nennen Sie den Betreibern dieser Website die untenstehende Referenz.',
      ],
    },
    our_fault: {
      title: 'Bei uns ist etwas schiefgelaufen',
      sentences: [
        'Der Fehler wurde aufgezeichnet. Mit Ihrem Konto ist alles in Ordnung.',
        'Bitte versuchen Sie es gleich noch einmal. Tritt der Fehler wieder auf, nennen Sie den Betreibern dieser Website die untenstehende Referenz.',
      ],
    },
  },
};
