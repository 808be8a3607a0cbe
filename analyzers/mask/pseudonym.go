package mask

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
)

// MinKey is the least length of a key for pseudonyms, in bytes.
const MinKey = 16

// Customer is what is written for a customer's id: with a key a pseudonym, the
// first 96 bits of HMAC-SHA256 over the id in hexadecimal after "p-", the same
// for the same id and key; without one the id itself, but for personal data in
// it. The empty id stays empty.
func (m *Masker) Customer(id string) string {
	if m == nil || id == "" {
		return id
	}
	if len(m.key) == 0 {
		return m.String(id)
	}
	return "p-" + m.hash("customer", id, 12)
}

// keyID tells keys apart without giving them away.
func (m *Masker) keyID() string { return m.hash("key", "", 4) }

func (m *Masker) hash(purpose, text string, n int) string {
	h := hmac.New(sha256.New, m.key)
	h.Write([]byte(purpose + "\x00" + text))
	return hex.EncodeToString(h.Sum(nil)[:n])
}
