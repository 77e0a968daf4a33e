/** Every relative link of every document leads somewhere, also where it names a heading. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { anchorOf, documents, readDocument, repository, withoutCode } from '../helpers/documents.ts';

function anchorsIn(document: string): ReadonlySet<string> {
  const headings = withoutCode(readDocument(document)).matchAll(/^#+ (.+)$/gm);
  return new Set(Array.from(headings, ([, heading = '']) => anchorOf(heading)));
}

test('there are documents to look at', () => {
  for (const name of ['README.md', 'README.ja.md', 'SECURITY.md', 'CHANGELOG.md', 'docs/architecture.md']) {
    assert.ok(documents.includes(name), name);
  }
});

for (const document of documents) {
  test(`every link of ${document} leads to a file and a heading that are there`, () => {
    const links = withoutCode(readDocument(document)).matchAll(/\]\(([^)\s]+)\)/g);
    const broken = Array.from(links, ([, link = '']) => link)
      .filter((link) => !/^https?:/.test(link))
      .filter((link) => {
        const [path = '', anchor] = link.split('#');
        const target = path === '' ? document : join(dirname(document), path);
        if (!existsSync(join(repository, target))) return true;
        return anchor !== undefined && !anchorsIn(target).has(decodeURIComponent(anchor));
      });
    assert.deepEqual(broken, []);
  });
}
