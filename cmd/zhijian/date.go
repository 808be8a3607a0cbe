package main

import "time"

// batchDate turns the value of --date into YYYY-MM-DD in the batch's time zone.
func batchDate(value string, zone *time.Location, now time.Time) (string, error) {
	today := now.In(zone)
	switch value {
	case "today":
		return today.Format(time.DateOnly), nil
	case "yesterday":
		y, m, d := today.Date()
		return time.Date(y, m, d-1, 12, 0, 0, 0, zone).Format(time.DateOnly), nil
	}
	if _, err := time.Parse(time.DateOnly, value); err != nil {
		return "", usageErrorf("--date %q is not YYYY-MM-DD, today or yesterday", value)
	}
	return value, nil
}
