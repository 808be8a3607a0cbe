package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestGrowthBeyondALimitFails(t *testing.T) {
	name := filepath.Join(t.TempDir(), "limits.tsv")
	if err := write(name, []cost{{"decode", [kinds]float64{10, 2000, 50_000}}, {"acts", [kinds]float64{0, 0, 9000}}}); err != nil {
		t.Fatal(err)
	}
	limits, err := read(name)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name  string
		cost  cost
		grown string // what the line of the stage shows; empty: it holds
	}{
		{"the same", cost{"decode", [kinds]float64{10, 2000, 50_000}}, ""},
		{"less", cost{"decode", [kinds]float64{3, 20, 100}}, ""},
		{"within the tolerance", cost{"decode", [kinds]float64{10.2, 2200, 52_000}}, ""},
		{"not measured", cost{"decode", [kinds]float64{10, 2000, 0}}, ""},
		{"one allocation more", cost{"decode", [kinds]float64{11, 2000, 50_000}}, "11.00 (10.00)!"},
		{"larger ones", cost{"decode", [kinds]float64{10, 2500, 50_000}}, "2500 (2000)!"},
		{"more instructions", cost{"decode", [kinds]float64{10, 2000, 53_000}}, "53000 (50000)!"},
		{"an allocation where there was none", cost{"acts", [kinds]float64{1, 16, 9000}}, "1.00 (0.00)!"},
		{"a stage that is new", cost{"mask", [kinds]float64{1, 1, 1}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := hold(&out, limits, []cost{c.cost})
			if fails := c.grown != "" || c.cost.stage == "mask"; fails != (err != nil) {
				t.Errorf("got %v", err)
			}
			if !strings.Contains(out.String(), c.grown) {
				t.Errorf("%q is missing in\n%s", c.grown, out.String())
			}
		})
	}
}
