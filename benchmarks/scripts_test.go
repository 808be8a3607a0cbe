package benchmarks

import (
	"os"
	"regexp"
	"testing"
)

// TestYardstickCollectsAsTheProductDoes holds the GOGC of the yardsticks to the
// product's own.
func TestYardstickCollectsAsTheProductDoes(t *testing.T) {
	number := func(name, pattern string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m := regexp.MustCompile(pattern).FindSubmatch(text)
		if m == nil {
			t.Fatalf("%s: nothing matches %s", name, pattern)
		}
		return string(m[1])
	}
	product := number("../cmd/zhijian/main.go", `collectAt\s+= (\d+)`)
	if yardstick := number("lib.sh", `(?m)^gogc=(\d+)$`); yardstick != product {
		t.Errorf("the product's GOGC is %s, the yardsticks' %s", product, yardstick)
	}
}
