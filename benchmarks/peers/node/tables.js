import { writeFileSync } from 'node:fs'
import * as arrow from 'apache-arrow'
import parquet from 'parquet-wasm/node'
import { NA, PASS, ROLES } from './rules.js'

const VERDICTS = ['na', 'pass', 'fail']
const PROPERTIES = () => new parquet.WriterPropertiesBuilder().setCompression(parquet.Compression.ZSTD).build()
// E-mail addresses, identity cards, bank cards, mobile and landline numbers.
const PERSONAL = /[a-z0-9._%+-]+@[a-z0-9.-]+\.[a-z]{2,}|(?<!\d)(?:\d{17}[\dx]|\d{16,19}|1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)/g

// Chunk has the columns of the tables, filled conversation by conversation.
export class Chunk {
  constructor(rules) {
    this.rules = rules
    this.counts = { hits: rules.acts.map(() => 0), turns: rules.acts.map(() => 0) }
    this.ids = []
    this.interactions = { channel: [], turn_count: [], chars: [], score: [] }
    this.items = { at: [], item: [], verdict: [], points: [], possible: [], hits: [] }
    this.hits = { at: [], item: [], turn: [], begin: [], end: [], text: [] }
    this.turns = { at: [], index: [], role: [], text: [], tokens: [], acts: [] }
  }

  add(conversation) {
    const at = this.ids.length
    const hits = new Int32Array(this.rules.items.length)
    let chars = 0
    conversation.turns.forEach(({ role, text }, i) => {
      chars += text.length
      this.turn(at, i, role, text, hits)
    })
    this.ids.push(conversation.id)
    this.interactions.channel.push(conversation.channel)
    this.interactions.turn_count.push(conversation.turns.length)
    this.interactions.chars.push(chars)
    this.interactions.score.push(this.judge(at, hits))
  }

  turn(at, i, role, text, hits) {
    let words = this.rules.cut(text)
    const masked = text.replace(PERSONAL, stars)
    if (masked !== text) words = slices(masked, words)
    const found = new Set()
    const evidence = this.rules.evidence[role]
    for (const { keyword, begin, end } of this.rules.automaton.matchInText(text)) {
      for (const act of this.rules.lists.get(keyword)) {
        this.counts.hits[act]++
        found.add(act)
        for (const item of evidence[act]) {
          hits[item]++
          push(this.hits, { at, item, turn: i, begin, end, text: masked.slice(begin, end) })
        }
      }
    }
    for (const act of found) this.counts.turns[act]++
    push(this.turns, { at, index: i, role: ROLES.indexOf(role), text: masked, tokens: words, acts: [...found].sort((a, b) => a - b) })
  }

  // judge adds the rows of the items and returns the score.
  judge(at, hits) {
    let earned = 0
    let all = 0
    this.rules.items.forEach((item, i) => {
      const verdict = this.rules.verdict(i, hits[i])
      const possible = verdict === NA ? 0 : item.Points
      const points = verdict === PASS ? item.Points : 0
      earned += points
      all += possible
      push(this.items, { at, item: i, verdict, points, possible, hits: hits[i] })
    })
    return (100 * earned) / all
  }

  write(out, part) {
    const { rules, ids, interactions, items, hits, turns } = this
    const itemIDs = rules.items.map((item) => item.ID)
    save(out, 'interactions', part, {
      interaction_id: texts(ids),
      channel: texts(interactions.channel),
      turn_count: ints(interactions.turn_count),
      chars: ints(interactions.chars),
      score: arrow.makeVector(Float64Array.from(interactions.score)),
    })
    save(out, 'items', part, {
      interaction_id: coded(items.at, ids),
      item_id: coded(items.item, itemIDs),
      verdict: coded(items.verdict, VERDICTS),
      points: ints(items.points),
      possible: ints(items.possible),
      hits: ints(items.hits),
    })
    save(out, 'hits', part, {
      interaction_id: coded(hits.at, ids),
      item_id: coded(hits.item, itemIDs),
      turn_index: ints(hits.turn),
      begin_char: ints(hits.begin),
      end_char: ints(hits.end),
      text: texts(hits.text),
    })
    save(out, 'turns', part, {
      interaction_id: coded(turns.at, ids),
      turn_index: ints(turns.index),
      role: coded(turns.role, ROLES),
      text: texts(turns.text),
      tokens: lists(turns.tokens.length, turns.tokens, texts(turns.tokens.flat())),
      acts: lists(turns.acts.length, turns.acts, texts(turns.acts.flat().map((act) => rules.acts[act]))),
    })
  }
}

// push appends a row to columns of the same names.
function push(columns, row) {
  for (const name in row) columns[name].push(row[name])
}

// stars masks all but the ends, one character for one.
function stars(text) {
  return text.slice(0, 3) + '*'.repeat(text.length - 5) + text.slice(-2)
}

// slices are the parts of text that words stand for.
function slices(text, words) {
  let end = 0
  return words.map((word) => text.slice(end, (end += word.length)))
}

function ints(values) {
  return arrow.makeVector(Int32Array.from(values))
}

function texts(values) {
  return arrow.vectorFromArray(values, new arrow.Utf8())
}

function coded(indices, values) {
  return arrow.makeVector({
    data: Int32Array.from(indices),
    dictionary: texts(values),
    type: new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32()),
  })
}

// lists is a column of lists; all holds their elements one after the other.
function lists(length, values, all) {
  const offsets = new Int32Array(length + 1)
  values.forEach((list, i) => { offsets[i + 1] = offsets[i] + list.length })
  const type = new arrow.List(new arrow.Field('element', all.type, true))
  return arrow.makeVector(arrow.makeData({ type, length, nullCount: 0, valueOffsets: offsets, child: all.data[0] }))
}

function save(out, table, part, columns) {
  const stream = arrow.tableToIPC(new arrow.Table(columns), 'stream')
  const file = parquet.writeParquet(parquet.Table.fromIPCStream(stream), PROPERTIES())
  writeFileSync(`${out}/${table}/part-${String(part).padStart(5, '0')}.parquet`, file)
}
