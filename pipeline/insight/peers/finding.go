package peers

// Standing is how a unit stands beside its peers in one item.
type Standing string

// The standings.
const (
	Weaker   Standing = "weaker"   // fails more often than peers would; the whole interval lies above nothing
	Stronger Standing = "stronger" // fails less often
	Level    Standing = "level"    // no difference that the numbers bear out
	TooFew   Standing = "too_few"  // too few interactions, or too few peers, to say anything
)

// Finding is a unit (an agent or a team) beside its peers in one item. Rates are
// shares of fails in passes and fails, over the interactions for which there are
// peers in the same stratum.
type Finding struct {
	Unit      string   `json:"unit"`    // agent id or team
	ItemID    string   `json:"item_id"` //
	Standing  Standing `json:"standing"`
	N         int      `json:"n"`          // interactions of the unit in which the item was passed or failed and that have peers
	Fails     int      `json:"fails"`      // of these
	Alone     int      `json:"alone"`      // interactions of the unit that have too few peers in their stratum to be compared
	PeerN     int      `json:"peer_n"`     // interactions of peers in the same strata
	PeerUnits int      `json:"peer_units"` // how many peers they are of
	Strata    int      `json:"strata"`     // queue, channel and intent at once
	Rate      float64  `json:"rate"`       // Fails/N
	PeerRate  float64  `json:"peer_rate"`  // what peers show at the unit's mix of strata
	Diff      float64  `json:"diff"`       // Rate - PeerRate: positive is weaker
	Low       float64  `json:"low"`        // of the interval of Diff
	High      float64  `json:"high"`
	Q         float64  `json:"q"` // false discovery rate at which the difference is told from none
}
