package mask

import "strings"

// words are the words that tell what a number or a word beside them is, in
// simplified characters.
type words struct {
	fillers []string       // say nothing between the parts of a number
	cues    map[rune][]cue // before a number, by their first characters
	after   []cue          // after a number
	singles string         // surnames of one character
	double  []string       // of two
	no      []string       // words that begin like a name
	noGiven []string       // what follows a surname and begins no given name
	titles  []string       // after a name
	sure    []string       // before 叫 and a name
	callers []string       // before 叫 and a name, or something else
	asked   []string       // questions for a name
	stops   []string       // before an address
	streets []string       // what a street's name ends with
	estates []string       // what an estate's name ends with
}

// sense is what a cue says that a number is.
type sense int

const (
	unknown sense = iota
	orderNumber
	phoneNumber
	cardNumber
	identityNumber
	codeNumber
	passwordNumber
)

// cue is a word and what it says.
type cue struct {
	text  string
	sense sense
}

func cues(lists map[sense]string) []cue {
	var out []cue
	for _, k := range []sense{orderNumber, phoneNumber, cardNumber, identityNumber, codeNumber, passwordNumber} {
		for w := range strings.FieldsSeq(lists[k]) {
			out = append(out, cue{w, k})
		}
	}
	return out
}

func byFirst(all []cue) map[rune][]cue {
	out := map[rune][]cue{}
	for _, c := range all {
		first := firstRune(c.text)
		out[first] = append(out[first], c)
	}
	return out
}

func newWords() *words {
	return &words{
		fillers: strings.Fields("嗯嗯 嗯 唔 啊 呃 额 哦 噢 喔 唉 哎 那个 这个 然后呢 然后是 然后 接着是 接着 后面是 后面 下面是 再是 再来 再 还有 就是 是 对的 对 好的 好 您继续 继续 您请说 您说 请说 你说 请讲 您讲 收到 记下了 完了 呢 的 吧 哈"),
		cues: byFirst(cues(map[sense]string{ //nolint:gosec // words that stand before credentials, no credentials
			orderNumber:    "订单 单号 单号码 订单号码 运单 快递 物流 工单 流水 编号 编号为 合同 交易 顺丰 圆通 中通 韵达 申通 包裹 型号 票号 工号 货号 序列号 条码 商品 序号",
			phoneNumber:    "手机 手机号 手机号码 电话 电话号码 号码 座机 固话 固定电话 联系方式 联系我 联系您 微信 打 拨打 拨 回电 传真 来电 机主 致电",
			cardNumber:     "卡号 银行卡 银行卡号 储蓄卡 信用卡 借记卡 账号 帐号 转到 退到 打到 卡",
			identityNumber: "身份证 身份证号 身份证号码 证件 证件号 证件号码 身份证是",
			codeNumber:     "验证码 校验码 动态码 动态密码 短信码 随机码 认证码 激活码 确认码 位数字 位的数字",
			passwordNumber: "密码 口令",
		})),
		after: cues(map[sense]string{ //nolint:gosec // the same behind them
			orderNumber:    "这个订单 订单 这个单 这单 这个件 这个快递 的订单 这笔订单 这个包裹 号客服 号话务员",
			identityNumber: "这个身份证 这是我身份证 身份证 的身份证 这个证件",
			cardNumber:     "这张卡 这张 这个卡 的卡",
			codeNumber:     "这个验证码 是验证码",
			passwordNumber: "这个密码 是密码",
		}),
		singles: "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施洪倪岳柳安齐庞颜梅庄邢章鲁翁葛俞殷詹申欧耿关兰焦甘祝柯阮裴季舒喻牛霍路骆翟凌欧符左管祁卜盛曲冉游辛牟蓝尚谷苗费裘聂芦麦邬左凤池米褚娄冷简饶储鲍蒲艾童",
		double:  strings.Fields("欧阳 司马 上官 诸葛 令狐 皇甫 司徒 慕容 东方 南宫 夏侯 尉迟 公孙 端木 独孤 长孙 宇文"),
		no:      strings.Fields("高兴 方便 谢谢 周一 周二 周三 周四 周五 周六 周日 周末 任何 何时 江苏 白天 于是 万一 安排 安装 成功 许多 黄金 金额 金牌 钱款 马上 程序 石头 温馨 高级 高铁 张口 左右 路上 路由 管理 管家 单位 时候 简单 关于 关闭 尚未 武汉 苏州 广东 湖南 龙江 贵州 毛病 康复 施工 夏天 严重 顾客 宋体 杨梅 安全 金融 方面 方案 左边 游戏 冷静 米饭 曲线 盛情 费用 路线 向您 田径 齐全 白色 黄色 蓝色 万元 何况 华为 申请 申通 季度 余额 史上 施行 关系 段时 安卓 高峰 高中 高清 石油 白金 万能 方式 方法 金融 童装 童鞋 牛奶 鲁班"),
		noGiven: strings.Fields("先生 女士 小姐 太太 老师 师傅 总 经理 主任 哥 姐 大哥 大姐 大爷 大妈 阿姨 叔 某 同学 同志 医生 律师 队长 科长 处长 局长 校长 的 了 吗 吧 呢 是 不 没 什 啊 呀"),
		titles:  strings.Fields("先生 女士 小姐 太太"),
		sure:    strings.Fields("我 字 本人 客户 机主 姓名"),
		callers: strings.Fields("主 人 他 她 爱人 老公 老婆 妈 爸 母亲 父亲 女儿 儿子 朋友 友 全名 大名 就"),
		asked:   strings.Fields("称呼 么称呼 何称呼 贵姓 尊姓 姓名 的姓名 人姓名 全名 大名 机主 名字 的名字 叫什么 您叫什么 您姓"),
		stops:   strings.Fields("地址 住址 我家 家住 住在 住 位于 在 到 是 给 换成 改成 改为 写成 家里 这边 那边 我们 你们 嗯 啊 哦 呃 的 我 你 您 就 叫 去"),
		streets: strings.Fields("路 街 巷 大道 街道 胡同 弄 里弄 东里 西里 南里 北里 条"),
		estates: strings.Fields("小区 花园 家园 公寓 苑 大厦 广场 新村 村 里 城 府 庄 园 湾 郡 墅 名都 都会 大楼 宿舍 家属院 院"),
	}
}
