// An OpenID provider over TLS on loopback, made of the npm package oidc-provider. It prints its port when
// it is ready, and ends when its standard input does.
//
// Arguments: the folder that holds `node_modules`, the certificate, its key, and the redirect URI.

import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [modules, cert, key, redirectUri] = process.argv.slice(2);
const resolve = createRequire(join(modules, "package.json")).resolve;
const { Provider } = await import(pathToFileURL(resolve("oidc-provider")));

const server = createServer({ cert: readFileSync(cert), key: readFileSync(key) });
server.listen(0, "127.0.0.1", () => {
  const { port } = server.address();
  const provider = new Provider(`https://localhost:${port}`, {
    clients: [{
      client_id: "films",
      client_secret: "only for the test",
      redirect_uris: [redirectUri],
      response_types: ["code"],
      grant_types: ["authorization_code"],
    }],
    pkce: { required: () => true },
    claims: { openid: ["sub"], profile: ["preferred_username"] },
    findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, preferred_username: sub }) }),
    cookies: { keys: ["only for the test"] },
    features: { devInteractions: { enabled: true } },
  });
  server.on("request", provider.callback());
  console.log(port);
});
process.stdin.on("end", () => process.exit()).resume();
