// Verifies an anonymous signature as browsers do, with WebCrypto: the signedData on standard input.
const { hash, signature, publicKey } = JSON.parse(await new Response(process.stdin).text());
const bytes = (text) => Buffer.from(text, "base64");
const curve = { name: "ECDSA", namedCurve: "P-384" };
const key = await crypto.subtle.importKey("spki", bytes(publicKey), curve, true, ["verify"]);
const rule = { name: "ECDSA", hash: "SHA-256" };
const text = new TextEncoder().encode(hash);
console.log(await crypto.subtle.verify(rule, key, bytes(signature), text));
