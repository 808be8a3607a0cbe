// Package benchmarks measures the product: how right it is on labelled
// conversations, and how fast. It has no code of its own outside its tests; the
// programs of the measurements are in the folders below. README.md says what to
// run.
package benchmarks
