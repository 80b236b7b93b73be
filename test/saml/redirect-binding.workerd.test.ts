/** The DEFLATE streams of workerd are not Node's code, so the same tests run there as well. */
import './redirect-binding.test.ts';
