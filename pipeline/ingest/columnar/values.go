package columnar

import (
	"encoding/hex"
	"math"
	"strconv"
	"time"

	"github.com/parquet-go/parquet-go"
	"github.com/parquet-go/parquet-go/format"
)

// The forms of points in time: with Z when the file says that they are UTC.
const (
	instantForm = "2006-01-02T15:04:05.999999999Z"
	localForm   = "2006-01-02 15:04:05.999999999"
	dayForm     = "2006-01-02"
	clockForm   = "15:04:05.999999999"
)

func instant(t time.Time, utc bool) string {
	if utc {
		return t.UTC().Format(instantForm)
	}
	return t.UTC().Format(localForm)
}

func day(n int64) string { return time.Unix(n*86400, 0).UTC().Format(dayForm) }

func clock(d time.Duration) string { return time.Time{}.Add(d).Format(clockForm) }

// float is a number as a person would write it. What is no number is no value:
// tables write missing numbers that way.
func float(f float64, bits int) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return ""
	}
	return strconv.FormatFloat(f, 'f', -1, bits)
}

// parquetFormat is how the values of a column are written, nil when they are not
// read.
func parquetFormat(t parquet.Type) func(parquet.Value) string {
	if l := t.LogicalType(); l != nil {
		switch l := l.Value.(type) {
		case *format.TimestampType:
			unit := l.Unit.Value.Duration()
			return func(v parquet.Value) string { return instant(unixTime(v.Int64(), unit), l.IsAdjustedToUTC) }
		case *format.DateType:
			return func(v parquet.Value) string { return day(int64(v.Int32())) }
		case *format.TimeType:
			unit := l.Unit.Value.Duration()
			if t.Kind() == parquet.Int32 {
				return func(v parquet.Value) string { return clock(time.Duration(v.Int32()) * unit) }
			}
			return func(v parquet.Value) string { return clock(time.Duration(v.Int64()) * unit) }
		case *format.UUIDType:
			return func(v parquet.Value) string { return uuid(v.ByteArray()) }
		case *format.IntType:
			if !l.IsSigned {
				return func(v parquet.Value) string { return strconv.FormatUint(unsigned(v), 10) }
			}
		case *format.DecimalType, *format.Float16Type:
			return nil
		}
	}
	switch t.Kind() {
	case parquet.Boolean:
		return func(v parquet.Value) string { return strconv.FormatBool(v.Boolean()) }
	case parquet.Int32:
		return func(v parquet.Value) string { return strconv.FormatInt(int64(v.Int32()), 10) }
	case parquet.Int64:
		return func(v parquet.Value) string { return strconv.FormatInt(v.Int64(), 10) }
	case parquet.Int96:
		return int96
	case parquet.Float:
		return func(v parquet.Value) string { return float(float64(v.Float()), 32) }
	case parquet.Double:
		return func(v parquet.Value) string { return float(v.Double(), 64) }
	case parquet.ByteArray:
		return func(v parquet.Value) string { return string(v.ByteArray()) }
	}
	return nil
}

// unsigned is a number of 32 or 64 bits without a sign.
func unsigned(v parquet.Value) uint64 {
	if v.Kind() == parquet.Int32 {
		return uint64(uint32(v.Int32()))
	}
	return uint64(v.Int64())
}

// unixTime is the time n units after 1970.
func unixTime(n int64, unit time.Duration) time.Time {
	per := int64(time.Second / unit)
	return time.Unix(n/per, n%per*int64(unit))
}

// int96 is a point in time as Spark and Impala write it: nanoseconds of a day,
// and the number of the day.
func int96(v parquet.Value) string {
	const epoch = 2440588 // the Julian day of 1970-01-01
	w := v.Int96()
	ns := int64(w[1])<<32 | int64(w[0])
	return instant(time.Unix((int64(w[2])-epoch)*86400, ns), true)
}

func uuid(b []byte) string {
	s := hex.EncodeToString(b)
	if len(s) != 32 {
		return ""
	}
	return s[:8] + "-" + s[8:12] + "-" + s[12:16] + "-" + s[16:20] + "-" + s[20:]
}
