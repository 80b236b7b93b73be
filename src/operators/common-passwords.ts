/**
 * What the passwords that leak most often are made of: words, runs of keys and of digits. A password of twelve characters is
 * seldom on such a list as a whole, but often made of what is. In lower case, the longest first.
 */
export const COMMON_PARTS: readonly string[] = `
password passw0rd p@ssword p@ssw0rd passwort motdepasse contrasena contraseña wachtwoord senha parola haslo пароль
administrator admin operator root superuser sysadmin console login signin welcome letmein changeme default secret
qwertyuiop qwertyuio qwertyui qwerty qwertz azerty asdfghjkl asdfgh zxcvbnm zxcvbn 1qaz2wsx3edc 1q2w3e4r5t 1q2w3e4r 1qaz2wsx
qazwsxedc qazwsx abcdefghijklmnopqrstuvwxyz abcdefghijkl abcdefgh abcdef abc123 abcd1234 a1b2c3d4 aa123456
01234567890 1234567890 0987654321 987654321 123456789 12345678 1234567 123456 654321 121212 123123 112233
iloveyou princess sunshine football baseball basketball dragon monkey superman batman starwars pokemon trustno1
master shadow michael jennifer jordan hunter liverpool chelsea arsenal computer internet samsung google whatever freedom
cheese pepper summer winter spring autumn january february october november december monday friday company office
correcthorsebatterystaple saml single sign edge test demo example temp guest user pass love hello world
`
  .trim()
  .split(/\s+/)
  .toSorted((left, right) => right.length - left.length);
