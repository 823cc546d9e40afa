// What a browser does with our sign-in pages: fills the forms in and follows where they lead.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

export async function openPage(url) {
  const answer = await fetch(url, { redirect: 'manual', headers: { accept: 'text/html' } });
  return { status: answer.status, location: answer.headers.get('location'), html: await answer.text(), url };
}

export async function submit(page, fields) {
  const flow = page.html.match(/name="flow" value="([^"]+)"/);
  assert.ok(flow, `no form on the page: ${page.status} ${page.html.slice(0, 300)}`);
  const action = new URL(page.html.match(/<form method="post" action="([^"]+)"/)[1], page.url);
  const answer = await fetch(action, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' },
    body: new URLSearchParams({ flow: flow[1], ...fields }),
  });
  return { status: answer.status, location: answer.headers.get('location'), html: await answer.text(), url: page.url };
}

// The newest code that was sent there.
export async function codeFor(address, mail) {
  for (let tries = 0; tries < 200; ++tries) {
    const files = fs.existsSync(mail) ? fs.readdirSync(mail).filter((name) => name.endsWith('.txt')).sort().reverse() : [];
    for (const file of files) {
      const text = fs.readFileSync(path.join(mail, file), 'utf8');
      if (text.startsWith(`To: ${address}\n`)) return text.match(/\d{6}/)[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`no message to ${address}`);
}

export async function signInByCode(start, address, mail) {
  const asked = await submit(await openPage(start), { action: 'code', login: address });
  const done = await submit(asked, { action: 'code', code: await codeFor(address, mail) });
  assert.equal(done.status, 302, done.html);
  return done.location;
}
