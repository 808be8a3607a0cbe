package summary

import "fmt"

// reasonText is a reject's code in Chinese.
func reasonText(code string) string {
	if text, ok := reasonTexts()[code]; ok {
		return text
	}
	return "其他"
}

func reasonTexts() map[string]string {
	return map[string]string{
		"malformed_json":  "JSON 格式错误",
		"duplicate_key":   "同一对象内字段重复",
		"invalid_utf8":    "不是合法的 UTF-8",
		"missing_id":      "缺少 id",
		"missing_channel": "缺少 channel",
		"missing_turns":   "缺少 turns",
		"empty_turns":     "turns 为空",
		"unknown_channel": "未知的 channel",
		"unknown_role":    "未知的 role",
		"unknown_roles":   "分不清坐席与客户",
		"invalid_charset": "字符编码错误",
		"unknown_fields":  "表头无法识别",
		"malformed_row":   "表格行无法拆分",
		"bad_time":        "时间格式错误",
		"time_backwards":  "时间倒流",
		"bad_value":       "字段类型或取值错误",
		"limit_exceeded":  "超出限制",
		"record_too_long": "记录过长",
		"truncated_input": "文件不完整，其后内容丢失",
		"corrupt_input":   "文件损坏，其后内容丢失",
		"oversized_input": "解压后过大，其后内容丢失",
		"nested_archive":  "压缩包内还有压缩包",
		"unsafe_path":     "压缩包内的路径或链接不安全",
		"unknown_format":  "格式无法识别",
		"unreadable_file": "文件无法读取",
		"duplicate_id":    "id 重复，保留第一条",
		"internal_panic":  "程序出错，请报告",
		"internal_error":  "程序出错，请报告",
	}
}

func warningText(w Warning) string {
	switch w.Code {
	case WarnEmptyFile:
		return w.Where + " 是空文件"
	case WarnTooManyAgents:
		return fmt.Sprintf("坐席超过 %d 人，其余未参与排名；请检查坐席工号", MaxAgents)
	}
	return w.Code
}

// skipText says in Chinese why something in a folder was not taken for input.
func skipText(code string) string {
	switch code {
	case "hidden":
		return "隐藏文件"
	case "link":
		return "链接，请直接指定目标"
	case "special":
		return "不是普通文件"
	case "unknown_name":
		return "不是可识别的输入文件名"
	}
	return code
}
