// Starts an AT Protocol network on 127.0.0.1 and prints one line of JSON when it is ready.
//
//   PLC_PORT=… PDS_PORT=… [APPVIEW_PORT=… OZONE_PORT=… DB_POSTGRES_URL=… REDIS_HOST=…] \
//     node --require ./loopback.cjs network.mjs
//
// The packages are looked for in the working directory. Without a database and Redis there is
// a PLC directory and a PDS; with them an AppView and a moderation service too. The process
// ends when its standard input does, so that it never outlives whoever started it.
import { createRequire } from 'node:module'
import { join } from 'node:path'

const require = createRequire(join(process.cwd(), 'index.js'))
const { TestNetwork, TestNetworkNoAppView } = require('@atproto/dev-env')

const port = (name) => {
  const value = Number(process.env[name])
  if (!Number.isInteger(value) || value <= 0) throw new Error(`${name} is no port`)
  return value
}
const local = (number) => `http://127.0.0.1:${number}`

const full = Boolean(process.env.DB_POSTGRES_URL && process.env.REDIS_HOST)
const plc = port('PLC_PORT')
const pds = port('PDS_PORT')
const ready = { ready: true, plc: local(plc), pds: local(pds), appview: null, admin: null }

let network
if (full) {
  const appview = port('APPVIEW_PORT')
  network = await TestNetwork.create({
    plc: { port: plc },
    pds: { port: pds, hostname: 'localhost' },
    bsky: { port: appview },
    ozone: { port: port('OZONE_PORT') },
  })
  ready.appview = local(appview)
} else {
  network = await TestNetworkNoAppView.create({
    plc: { port: plc },
    pds: { port: pds, hostname: 'localhost' },
  })
}
ready.admin = network.pds.adminAuth()
process.stdout.write(`${JSON.stringify(ready)}\n`)

const end = () => process.exit(0)
process.stdin.on('end', end).on('error', end).resume()
process.on('SIGTERM', end)
process.on('SIGINT', end)
