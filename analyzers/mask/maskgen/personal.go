package maskgen

import (
	"strings"

	"zhijian/analyzers/transcript"
)

const (
	agent    = transcript.RoleAgent
	customer = transcript.RoleCustomer
)

// personal draws a case of a personal kind.
func (g *generator) personal(k Kind) Case {
	switch k {
	case Mobile:
		n := g.mobile()
		return g.spell(k, plain(n, 3, -4), n, []int{3, 4, 4}, mobileTalk())
	case Landline:
		return g.landlineCase()
	case Identity:
		if g.IntN(5) == 0 {
			n := g.identity15()
			return g.spell(k, plain(n, 6, -3), n, []int{6, 6, 3}, identityTalk())
		}
		n := g.identity18()
		return g.spell(k, plain(n, 6, -4), n, []int{6, 4, 4, 4}, identityTalk())
	case BankCard:
		n := g.bankCard()
		return g.spell(k, plain(n, 6, -4), n, []int{4}, bankTalk())
	case Email:
		return g.emailCase()
	case Plate:
		return g.plateCase()
	case Address:
		return g.addressCase()
	case Name:
		return g.nameCase()
	case Code:
		n := g.code()
		return g.spell(k, plain(n, 0, 0), n, []int{len(n) / 2}, codeTalk())
	}
	n := g.password()
	return g.spell(k, plain(n, 0, 0), n, []int{3}, passwordTalk())
}

// talk is how people say a value: questions that ask for it, answers with {v},
// and sentences with {v} that stand without a question.
type talk struct {
	questions, answers, sentences []string
}

func mobileTalk() talk {
	return talk{
		questions: []string{"请问您的手机号是多少？", "麻烦您报一下电话号码", "方便留一个联系方式吗？", "您登记的手机号码是？", "我这边怎么联系您呢", "请问联系电话多少", "您用哪个号码注册的呢？", "麻烦提供一下您的手机号"},
		answers:   []string{"{v}", "嗯，{v}", "我的是{v}", "{v}，你记一下", "好的，{v}。", "你打{v}吧", "哦{v}这个", "就这个{v}啊"},
		sentences: []string{"我手机号是{v}，麻烦尽快联系我", "你们打{v}找我就行", "联系电话{v}，晚上六点以后打", "请回电{v}，谢谢", "我这个号{v}怎么停机了", "机主手机{v}，上个月扣了三十八块钱",
			"订单号是202611200098123，手机{v}，什么时候发货？", "加我微信{v}", "和您核对一下，您的号码是{v}对吗？", "换成{v}这个号码吧，原来那个不用了", "收货人电话{v}", "我给你们充了100元，号码{v}，没到账", "来电号码{v}要求回电"},
	}
}

func identityTalk() talk {
	return talk{
		questions: []string{"请提供一下您的身份证号码", "身份证号报一下好吗？", "为了核实身份，请说一下证件号码", "麻烦报一下身份证"},
		answers:   []string{"{v}", "嗯{v}", "好，{v}", "{v}，可以了吗", "我身份证是{v}"},
		sentences: []string{"我的身份证号是{v}", "身份证{v}，帮我查一下", "证件号码{v}，名下有几个账户", "用{v}这个身份证办的", "我报一下啊，{v}", "跟您核对一下，身份证号{v}，对吗？", "{v}这是我爱人的身份证"},
	}
}

func bankTalk() talk {
	return talk{
		questions: []string{"请问您的银行卡号是多少？", "麻烦报一下卡号", "退款打到哪张卡上呢？", "您绑定的储蓄卡号是？"},
		answers:   []string{"{v}", "嗯，{v}", "卡号{v}", "是{v}这张", "{v}，工商银行的"},
		sentences: []string{"我的银行卡号是{v}", "退到{v}这张卡", "信用卡{v}，被扣了三百多", "卡号{v}，开户行招商银行", "储蓄卡{v}丢了要挂失", "您尾号的卡完整卡号是{v}，对吗", "请把钱转到{v}，谢谢"},
	}
}

func codeTalk() talk {
	return talk{
		questions: []string{"请把收到的验证码告诉我", "您手机上收到的验证码是多少？", "报一下短信里的校验码", "动态码是多少呢？"},
		answers:   []string{"{v}", "嗯，{v}", "是{v}", "收到了，{v}", "{v}，对吗"},
		sentences: []string{"验证码是{v}", "验证码{v}", "短信验证码为{v}，五分钟内有效", "我收到的校验码是{v}", "动态码是{v}，你看一下", "您的验证码：{v}，请勿告诉他人", "那个验证码它显示{v}", "我看一下啊验证码是{v}"},
	}
}

func passwordTalk() talk {
	return talk{
		questions: []string{"您的查询密码是多少？", "请说一下服务密码", "您设置的密码是什么呢？", "请报一下您的登录密码"},
		answers:   []string{"{v}", "嗯{v}", "是{v}", "密码{v}", "{v}，不对吗"},
		sentences: []string{"密码是{v}", "服务密码{v}", "我的密码：{v}", "登录密码是{v}，怎么登不上", "支付密码我设的是{v}", "初始密码为{v}，请及时修改", "密码改成{v}了", "你记一下，密码{v}", "取款密码是{v}"},
	}
}

// spell says a number in a form drawn by chance. The value is its canary.
func (g *generator) spell(k Kind, v written, canary string, sizes []int, t talk) Case {
	switch g.IntN(8) {
	case 0:
		return g.split(k, v, sizes, t)
	case 1:
		if v, ok := g.tripled(v); ok {
			c := g.tell(k, styled{form: "tripled", value: v, wrong: true}, t)
			return c
		}
	}
	return g.tell(k, g.number(v, sizes...), t, canary)
}

// tell puts a value into a conversation.
func (g *generator) tell(k Kind, s styled, t talk, canaries ...string) Case {
	var d dialogue
	d.say(agent, pick(g, "您好，请问有什么可以帮您？", "你好，很高兴为您服务", "您好，我是3021号客服，请讲"), nil)
	if g.IntN(2) == 0 {
		d.say(customer, pick(g, "我想查个东西", "你们上次说回电的怎么没有", "帮我处理一下那个问题", "我要报修"), nil)
		d.say(agent, pick(g, t.questions...), nil)
		d.say(customer, pick(g, t.answers...), s.value)
	} else {
		d.say(customer, pick(g, t.sentences...), s.value)
	}
	d.say(agent, pick(g, "好的，请稍等", "好的，我记录一下", "嗯，我帮您看一下，请稍等2分钟"), nil)
	return d.finish(k, s, canaries...)
}

// finish makes a case of the dialogue. The value as it stands there is a canary too.
func (d *dialogue) finish(k Kind, s styled, canaries ...string) Case {
	c := Case{Kind: k, Form: s.form, Irregular: s.wrong, Turns: d.turns, Secret: d.secret, Keep: d.keep}
	if text := s.value.String(); text != "" {
		canaries = append(canaries, text)
	}
	c.Canaries = canaries
	return c
}

// split says a number over several turns: in several messages, with an agent who
// says yes between, or with one who repeats.
func (g *generator) split(k Kind, v written, sizes []int, t talk) Case {
	var d dialogue
	d.say(agent, pick(g, t.questions...), nil)
	pieces := parts(v, sizes...)
	form := pick(g, "split-messages", "split-yes", "split-echo")
	said := g.IntN(2) == 0
	for i, p := range pieces {
		if said {
			p = g.spoken(p)
		}
		template := "{v}"
		if i == 0 {
			template = pick(g, "{v}", "嗯，{v}", "你记一下，{v}", "是{v}")
		}
		d.say(customer, template, p)
		if i == len(pieces)-1 {
			break
		}
		switch form {
		case "split-yes":
			d.say(agent, pick(g, "嗯", "嗯嗯", "好的", "您说", "嗯，您继续", "对"), nil)
		case "split-echo":
			d.say(agent, pick(g, "{v}", "{v}，嗯", "{v}，然后呢"), p)
		}
	}
	d.say(agent, "好的，记下了", nil)
	return d.finish(k, styled{form: form})
}

func (g *generator) landlineCase() Case {
	area, number := g.landline()
	v := plain(area+number, len(area), -4)
	t := talk{
		questions: []string{"请问您的座机号是多少？", "联系电话是多少呢？", "麻烦留个电话"},
		answers:   []string{"{v}", "嗯{v}", "座机{v}", "{v}，白天打"},
		sentences: []string{"我们公司座机是{v}", "你打{v}，找王经理", "家里电话{v}", "固话{v}一直有杂音", "宽带绑定的固定电话是{v}", "请拨打{v}联系我", "传真也是{v}"},
	}
	switch g.IntN(5) {
	case 0: // as it is written most often
		text := area + pick(g, "-", " ", "－") + number
		return g.tell(Landline, styled{form: "area-dash", value: plain(text, len([]rune(text))-len(number), -4)}, t, number)
	case 1:
		text := pick(g, "(", "（") + area
		text += map[string]string{"(": ")", "（": "）"}[string([]rune(text)[:1])] + number
		return g.tell(Landline, styled{form: "area-bracket", value: plain(text, len([]rune(text))-len(number), -4)}, t, number)
	case 2: // without the area code, where it is asked for or named
		t.sentences = t.sentences[:5]
		return g.tell(Landline, styled{form: "local", value: plain(number, 0, -4)}, t, number)
	}
	return g.spell(Landline, v, area+number, []int{len(area), 4}, t)
}

func (g *generator) emailCase() Case {
	local, domain := g.email()
	t := talk{
		questions: []string{"请问发票发到哪个邮箱？", "您的电子邮箱是？", "麻烦提供一下邮箱地址"},
		answers:   []string{"{v}", "嗯，{v}", "发到{v}", "我的邮箱{v}", "{v}，谢谢"},
		sentences: []string{"邮箱是{v}", "发票请发{v}", "我的邮箱{v}收不到你们的邮件", "注册邮箱{v}忘记密码了", "请把资料发到{v}，麻烦了", "联系我{v}。"},
	}
	whole := local + "@" + domain
	secret := func(text string, n int) written { return plain(text, 1, n) }
	n := len(local)
	switch g.IntN(6) {
	case 0:
		return g.tell(Email, styled{form: "wide", value: wide(secret(whole, n))}, t, whole)
	case 1:
		return g.tell(Email, styled{form: "upper", value: secret(strings.ToUpper(whole), n)}, t, strings.ToUpper(whole))
	case 2:
		return g.tell(Email, styled{form: "spaced", value: secret(local+" @ "+domain, n)}, t, local)
	case 3:
		at := pick(g, "艾特", " at ", "圈a", "at")
		text := local + at + strings.ReplaceAll(domain, ".", "点")
		return g.tell(Email, styled{form: "spoken", value: secret(text, n)}, t)
	}
	return g.tell(Email, styled{form: "plain", value: secret(whole, n)}, t, whole)
}

func (g *generator) plateCase() Case {
	place, rest := g.plate()
	runes := len([]rune(rest))
	t := talk{
		questions: []string{"请问您的车牌号是多少？", "麻烦报一下车牌", "车牌号呢？"},
		answers:   []string{"{v}", "嗯{v}", "车牌{v}", "是{v}", "{v}，白色的"},
		sentences: []string{"我的车牌号是{v}", "车牌{v}，出险了要报案", "{v}这个车的保险什么时候到期", "有辆{v}挡住我车位了", "帮我查一下{v}的违章", "停车场里{v}多扣了我十块钱"},
	}
	build := func(joint string) written {
		v := plain(place, len(place), 0)
		if joint != "" {
			v = append(v, symbol{text: joint, joint: true})
		}
		return append(v, plain(rest, 0, runes-2)...)
	}
	canary := place + rest
	switch g.IntN(8) {
	case 0:
		return g.tell(Plate, styled{form: "dot", value: build(pick(g, "·", "•", "・", "."))}, t, canary)
	case 1:
		return g.tell(Plate, styled{form: "spaced", value: build(pick(g, " ", "-", "，"))}, t, canary)
	case 2:
		return g.tell(Plate, styled{form: "lower", value: each(build(""), strings.ToLower)}, t, canary)
	case 3:
		return g.tell(Plate, styled{form: "wide", value: wide(build(""))}, t, canary)
	case 4, 5:
		return g.tell(Plate, styled{form: "spoken", value: g.spoken(build(""))}, t, canary)
	}
	return g.tell(Plate, styled{form: "plain", value: build("")}, t, canary)
}

func (g *generator) addressCase() Case {
	open, secret := g.address()
	v := append(plain(open, len(open), 0), plain(secret, 0, 0)...)
	t := talk{
		questions: []string{"请问您的收货地址是哪里？", "麻烦报一下详细地址", "您家住哪里呢？", "上门地址是？"},
		answers:   []string{"{v}", "嗯，{v}", "在{v}", "我家在{v}", "{v}，谢谢", "地址是{v}。"},
		sentences: []string{"我住在{v}，什么时候能上门", "送到{v}", "收货地址：{v}", "帮我改成{v}，不要寄错了", "维修地址是{v}，下午有人在家", "跟您核对一下地址，{v}，对吗？", "寄到{v}吧", "我搬到{v}了，宽带要移机"},
	}
	if g.IntN(3) == 0 {
		return g.tell(Address, styled{form: "spoken", value: g.spoken(v)}, t, secret)
	}
	if g.IntN(6) == 0 {
		return g.tell(Address, styled{form: "wide", value: wide(v)}, t, secret)
	}
	return g.tell(Address, styled{form: "plain", value: v}, t, secret)
}

func (g *generator) nameCase() Case {
	surname, given := g.name()
	n := len([]rune(surname))
	v := plain(surname+given, n, 0)
	whole := surname + given
	var d dialogue
	s := styled{form: "introduced", value: v}
	switch g.IntN(4) {
	case 0:
		s.form = "address"
		d.say(agent, pick(g, "您好，请问是{v}先生吗？", "{v}女士您好，我这边是售后", "请问您是{v}先生本人吗", "好的{v}女士，请稍等", "请问是{v}小姐吗", "{v}先生，您反映的问题已经记录"), v)
		d.say(customer, pick(g, "对，是我", "我是", "嗯，你说"), nil)
	case 1:
		s.form = "asked"
		d.say(agent, pick(g, "请问您怎么称呼？", "请问您的姓名是？", "收件人姓名是什么？", "请问您贵姓？"), nil)
		d.say(customer, pick(g, "{v}", "我叫{v}", "{v}。", "叫{v}", "我是{v}", "嗯，{v}"), v)
	default:
		d.say(agent, pick(g, "您好，请问有什么可以帮您？", "你好，请讲"), nil)
		d.say(customer, pick(g, "我叫{v}，上周报修的", "你好，我叫{v}。", "免贵姓"+surname+"，{v}", "我姓"+surname+"，叫{v}", "我的名字叫{v}，帮我查一下", "我叫{v} 我想问一下那个退款", "我名字是{v}",
			"机主叫{v}，身份证是他的", "唉呀我叫{v}，你查一下", "收件人叫{v}", "客户姓名：{v}", "我姓名{v}，电话你们有"), v)
	}
	d.say(agent, pick(g, "好的，请稍等", "请问还有别的吗？"), nil)
	return d.finish(Name, s, whole)
}
