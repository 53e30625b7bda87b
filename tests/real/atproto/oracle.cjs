'use strict'
// Asks the AT Protocol's own library about proofs: a list of
// {car (base64), did, key (did:key), collection, rkey, cid (or null for absence)} on standard
// input, a list of true (verified), false (not verified) or the name of an error on output.
// The packages are looked for in the working directory.
const { createRequire } = require('node:module')
const { join } = require('node:path')

const packages = createRequire(join(process.cwd(), 'node_modules', '@atproto', 'pds', 'index.js'))
const { verifyProofs } = packages('@atproto/repo')
const { CID } = packages('multiformats/cid')

async function judge({ car, did, key, collection, rkey, cid }) {
  const claim = { collection, rkey, cid: cid === null ? null : CID.parse(cid) }
  try {
    const { verified } = await verifyProofs(Buffer.from(car, 'base64'), [claim], did, key)
    return verified.length === 1
  } catch (error) {
    return String(error?.name ?? error)
  }
}

async function main() {
  const parts = []
  for await (const part of process.stdin) parts.push(part)
  const answers = []
  for (const question of JSON.parse(Buffer.concat(parts))) answers.push(await judge(question))
  process.stdout.write(JSON.stringify(answers))
}

main()
