/* What waits on this phone: for the service worker and for the page that shows it.
   A form is {id, url, body, print, since, state, why, tries, next, page, at, seen}; times in milliseconds.
   state: waiting, then sent (body gone; page: where the answer is), refused (a question is open) or expired. */
"use strict";
const KEPT_MS = 72 * 3600 * 1000, PAGE_KEPT_MS = 24 * 3600 * 1000;

// Done once it is on the disk: "kept" must survive an empty battery.
async function forms(mode, act) {
  const opening = indexedDB.open("outbox", 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore("forms", { keyPath: "id" });
  const base = await new Promise((done, fail) => {
    opening.onsuccess = () => done(opening.result);
    opening.onerror = () => fail(opening.error);
  });
  try {
    return await new Promise((done, fail) => {
      const work = base.transaction("forms", mode, { durability: "strict" });
      const asked = act(work.objectStore("forms"));
      work.oncomplete = () => done(asked.result);
      work.onabort = () => fail(work.error);
    });
  } finally { base.close(); }
}

const outbox = {
  all: async () => (await forms("readonly", kept => kept.getAll())).sort((a, b) => a.since - b.since),
  put: form => forms("readwrite", kept => kept.put(form)),
  remove: id => forms("readwrite", kept => kept.delete(id)),
  // Not put(): what was deleted meanwhile must not come back.
  change: (id, fields) => forms("readwrite", kept => {
    const asked = kept.get(id);
    asked.onsuccess = () => asked.result && kept.put({ ...asked.result, ...fields });
    return asked;
  }),
};
