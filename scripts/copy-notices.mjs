// Before a package is packed (`prepack`, in its folder): puts licence and notice of the repository beside it. Plain Node.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './steps.mjs';

for (const name of ['LICENSE', 'NOTICE']) copyFileSync(join(root, name), join(process.cwd(), name));
