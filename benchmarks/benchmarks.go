// Package benchmarks measures the product: how right it is on labelled
// conversations, and how fast. It has no code of its own outside its tests.
package benchmarks
