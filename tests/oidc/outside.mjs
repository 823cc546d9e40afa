// Signs in at our client through the issuer elsewhere, as a browser: our page, their pages, our callback, the client.
//   node outside.mjs AUTHORIZATION_URL
import assert from 'node:assert/strict';
import { openPage, submit } from './pages.mjs';

const first = await submit(await openPage(process.argv[2]), { action: 'outside:elsewhere' });
assert.equal(first.status, 302, first.html);
const cookies = new Map();
let at = first.location;
for (let hops = 0; hops < 12 && !at.startsWith('https://app.example'); ++hops) {
  const answer = await fetch(at, { redirect: 'manual', headers: { accept: 'text/html', cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') } });
  for (const cookie of answer.headers.getSetCookie()) {
    const [name, value] = cookie.split(';')[0].split('=');
    cookies.set(name, value);
  }
  assert.ok([302, 303].includes(answer.status), `${at}: ${answer.status} ${(await answer.text()).slice(0, 400)}`);
  at = new URL(answer.headers.get('location'), at).href;
}
console.log(at);
