/** The same in workerd, whose certificates and URLs are other code than Node's. */
import './addresses.test.ts';
import './compile.test.ts';
