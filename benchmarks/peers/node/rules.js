import { AhoCorasick } from '@monyone/aho-corasick/fast'
import { Jieba } from '@node-rs/jieba'
import { dict } from '@node-rs/jieba/dict.js'

export const ROLES = ['agent', 'customer', 'bot', 'system']
export const NA = 0
export const PASS = 1
export const FAIL = 2

// Rules are the phrases, and what they mean for the items.
export class Rules {
  constructor(rules) {
    this.jieba = Jieba.withDict(dict)
    this.acts = rules.Lists.map((l) => l.Act)
    this.items = rules.Items
    this.lists = new Map() // phrase -> numbers of the acts that list it
    rules.Lists.forEach((l, act) => {
      for (const phrase of l.Phrases) {
        const acts = this.lists.get(phrase)
        if (acts) acts.push(act)
        else this.lists.set(phrase, [act])
      }
    })
    this.automaton = new AhoCorasick([...this.lists.keys()])
    // By role and act: the items that a hit is evidence for.
    this.evidence = Object.fromEntries(ROLES.map((role) => [role, this.acts.map((act) => this.items.flatMap(
      (item, i) => (item.Acts.includes(act) && (item.Who === role || item.Who === 'any') ? [i] : [])))]))
  }

  cut(text) {
    return this.jieba.cut(text, false)
  }

  verdict(item, hits) {
    const { Acts, FailOnHit } = this.items[item]
    if (Acts.length === 0) return NA
    return (hits > 0) === FailOnHit ? FAIL : PASS
  }
}
