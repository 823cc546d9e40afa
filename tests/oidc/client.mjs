// A client of ours that nobody here wrote: openid-client signs a person in through our pages, as any frontend would.
//   node client.mjs ISSUER MAIL_DIRECTORY CLIENT_ID REDIRECT_URI SYSTEM_ID SYSTEM_KEY_FILE
// Prints one JSON object of what it saw; any surprise ends it with an error.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import fs from 'node:fs';
import * as jose from 'jose';
import { Issuer, generators } from 'openid-client';
import { signInByCode } from './pages.mjs';

const [issuerUrl, mail, clientId, redirectUri, systemId, systemKey] = process.argv.slice(2);
const issuer = await Issuer.discover(issuerUrl);
assert.equal(issuer.issuer, issuerUrl);

const client = new issuer.Client({ client_id: clientId, redirect_uris: [redirectUri], response_types: ['code'], token_endpoint_auth_method: 'none' });
const codeVerifier = generators.codeVerifier();
const state = generators.state();
const nonce = generators.nonce();
const start = client.authorizationUrl({
  scope: 'openid email offline_access api',
  code_challenge: generators.codeChallenge(codeVerifier),
  code_challenge_method: 'S256',
  state,
  nonce,
});
const back = await signInByCode(start, 'oidc-person@example.org', mail);
const parameters = client.callbackParams(back);
const tokens = await client.callback(redirectUri, parameters, { code_verifier: codeVerifier, state, nonce });
assert.ok(tokens.refresh_token);
const claims = tokens.claims();
assert.equal(claims.aud, clientId);

const person = await client.userinfo(tokens);
assert.equal(person.sub, claims.sub);
assert.equal(person.email, 'oidc-person@example.org');
assert.equal(person.email_verified, true);

const refreshed = await client.refresh(tokens.refresh_token);
assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
const me = await fetch(issuerUrl + '/v1/me/account', { headers: { authorization: `Bearer ${refreshed.access_token}` } });
assert.equal(me.status, 200);

await client.revoke(refreshed.refresh_token);
await assert.rejects(client.refresh(refreshed.refresh_token), { error: 'invalid_grant' });

// The same code with another verifier is refused by the library's and our rules alike.
await assert.rejects(client.callback(redirectUri, parameters, { code_verifier: generators.codeVerifier(), state, nonce }), { error: 'invalid_grant' });

// A system acts by itself, proven by its key.
const key = createPrivateKey(fs.readFileSync(systemKey, 'utf8'));
const jwk = { ...key.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: await jose.calculateJwkThumbprint(key.export({ format: 'jwk' })) };
const system = new issuer.Client({ client_id: systemId, token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: 'ES256' }, { keys: [jwk] });
const own = await system.grant({ grant_type: 'client_credentials', scope: 'recommendations.read' });
assert.equal(own.scope, 'recommendations.read');

console.log(JSON.stringify({ sub: claims.sub, access_token: refreshed.access_token, system_token: own.access_token }));
