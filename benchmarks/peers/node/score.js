// The job in Node: @node-rs/jieba cuts every turn into words, an Aho-Corasick
// automaton finds all phrases, items are judged by them, personal data are masked
// by a regular expression, and parquet-wasm writes the tables. Worker threads on
// all cores take chunks of conversations.
//
//     node score.js INPUT OUT [COUNTS]
//
// INPUT is a folder of the program phrases; COUNTS is a file for hit counts.

import { createReadStream, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'
import { createGunzip } from 'node:zlib'
import { Rules } from './rules.js'
import { Chunk } from './tables.js'

const CHUNK = 1000 // conversations that are one piece of work, and one file of each table

if (isMainThread) {
  const [input, out, counts] = process.argv.slice(2)
  for (const table of ['interactions', 'items', 'hits', 'turns']) mkdirSync(`${out}/${table}`, { recursive: true })
  const rules = JSON.parse(readFileSync(`${input}/rules.json`, 'utf8'))
  const total = await scoreAll(input, out, rules)
  if (counts) {
    writeFileSync(counts, rules.Lists.map((l, i) => `${l.Act}\t${total.hits[i]}\t${total.turns[i]}\n`).join(''))
  }
} else {
  work()
}

// scoreAll hands chunks to workers, each a new one when it is through with the last.
async function scoreAll(input, out, rules) {
  const total = { hits: rules.Lists.map(() => 0), turns: rules.Lists.map(() => 0) }
  const chunks = readChunks(`${input}/conversations.jsonl.gz`)
  const serve = (worker) => new Promise((resolve, reject) => {
    const next = async () => {
      const { value, done } = await chunks.next()
      worker.postMessage(done ? null : value)
    }
    worker.on('error', reject)
    worker.on('exit', resolve)
    worker.on('message', (counts) => {
      for (const kind of ['hits', 'turns']) counts?.[kind].forEach((n, i) => { total[kind][i] += n })
      next().catch(reject)
    })
  })
  const workers = Array.from({ length: availableParallelism() }, () => new Worker(fileURLToPath(import.meta.url), { workerData: { rules, out } }))
  await Promise.all(workers.map(serve))
  return total
}

async function* readChunks(name) {
  let part = 0
  let lines = []
  for await (const line of createInterface({ input: createReadStream(name).pipe(createGunzip()) })) {
    lines.push(line)
    if (lines.length === CHUNK) {
      yield { part: part++, lines }
      lines = []
    }
  }
  if (lines.length > 0) yield { part, lines }
}

// work says that it is ready, and then what each chunk held.
function work() {
  const rules = new Rules(workerData.rules)
  parentPort.on('message', (chunk) => {
    if (chunk === null) {
      parentPort.close()
      return
    }
    const tables = new Chunk(rules)
    for (const line of chunk.lines) tables.add(JSON.parse(line))
    tables.write(workerData.out, chunk.part)
    parentPort.postMessage(tables.counts)
  })
  parentPort.postMessage(null)
}
