'use strict'
// Loaded before anything else (node --require): every TCP server of this process listens on
// 127.0.0.1 alone. The AT Protocol servers name no host, and would take every interface.
const net = require('node:net')

const HOST = '127.0.0.1'
const listen = net.Server.prototype.listen

// listen(options, done), listen(port, host?, backlog?, done?), listen(path or handle, …)
function onLoopback(args) {
  const [first, ...rest] = args
  if (first !== null && typeof first === 'object') {
    return first.port === undefined ? args : [{ ...first, host: HOST, ipv6Only: false }, ...rest]
  }
  if (typeof first === 'string' && Number.isNaN(Number(first))) return args
  const options = { port: Number(first) || 0, host: HOST }
  const backlog = rest.find((value) => typeof value === 'number')
  if (backlog !== undefined) options.backlog = backlog
  const done = args.find((value) => typeof value === 'function')
  return done ? [options, done] : [options]
}

net.Server.prototype.listen = function (...args) {
  return listen.apply(this, onLoopback(args))
}
