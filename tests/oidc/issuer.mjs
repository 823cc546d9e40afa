// An issuer elsewhere that nobody here wrote: oidc-provider, with one person who signs in at once.
//   node issuer.mjs      prints "port N" and runs until it is killed
import http from 'node:http';
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const jwk = (type, options, extra) => ({ ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use: 'sig', ...extra });
let handle = (request, response) => response.writeHead(503).end();
const server = http.createServer((request, response) => handle(request, response));
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address();
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{ client_id: 'shopper', client_secret: 'a secret of forty-eight characters or so, for tests', redirect_uris: ['https://placeholder.example/'], response_types: ['code'], grant_types: ['authorization_code'] }],
    jwks: { keys: [jwk('rsa', { modulusLength: 2048 }, { alg: 'RS256', kid: 'r1' }), jwk('ec', { namedCurve: 'P-384' }, { alg: 'ES384', kid: 'unused' })] },
    claims: { openid: ['sub', 'name', 'email', 'email_verified', 'qid_verified'] },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true, methods: ['S256'] },
    cookies: { keys: ['only for tests'] },
    findAccount: (context, id) => ({ accountId: id, claims: () => ({ sub: id, name: 'Person Elsewhere', email: 'elsewhere@example.org', email_verified: true, qid_verified: 'yes' }) }),
    interactions: { url: (context, interaction) => `/interaction/${interaction.uid}` },
  });
  // Our port changes with each run of the tests.
  provider.Client.prototype.redirectUriAllowed = (uri) => new URL(uri).hostname === '127.0.0.1' && new URL(uri).pathname === '/v1/identity/callback';
  const callback = provider.callback();
  handle = async (request, response) => {
    if (!request.url.startsWith('/interaction/')) return callback(request, response);
    const { prompt, params, session } = await provider.interactionDetails(request, response);
    if (prompt.name === 'login') return provider.interactionFinished(request, response, { login: { accountId: 'person-elsewhere' } });
    const grant = new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
    grant.addOIDCScope(params.scope);
    return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
  };
  console.log(`port ${port}`);
});
