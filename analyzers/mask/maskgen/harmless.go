package maskgen

import "fmt"

// harmless draws a case of a kind that must stay.
func (g *generator) harmless(k Kind) Case {
	switch k {
	case Order:
		return g.leave(k, g.order(), "我的订单号是{v}", "订单{v}什么时候发货", "帮我查一下{v}", "单号{v}，还没有收到", "就是{v}这个订单", "订单编号：{v}，我要退货",
			"申请退款，订单{v}，金额不对", "{v}", "工单号{v}处理得怎么样了", "流水号{v}，扣款两次", "您的工单编号为{v}，请您留意", "交易单号{v}，麻烦查下", "合同号{v}")
	case Amount:
		return g.leave(k, g.amount(), "一共{v}", "扣了我{v}", "退款{v}什么时候到账", "原价{v}，现在便宜了", "账单显示{v}", "我充了{v}没到", "差价是{v}", "余额还有{v}", "每个月{v}，太贵了", "总共要付{v}对吗")
	case Date:
		return g.leave(k, g.date(), "我{v}买的", "{v}上门安装", "预计{v}送达", "从{v}开始算", "{v}那天打过电话", "保修到{v}", "合约{v}到期", "时间是{v}，你查一下", "发票日期{v}")
	case Clock:
		return g.leave(k, g.clock(), "{v}给您回电", "师傅{v}到", "等了{v}还没好", "通话{v}就断了", "{v}之前处理完", "营业时间{v}")
	case Staff:
		return g.staffCase()
	case Tracking:
		return g.leave(k, g.tracking(), "运单号{v}", "快递单号是{v}", "物流{v}一直不动", "顺丰{v}到哪了", "{v}这个件丢了吗", "快递{v}，三天没更新", "给您发的是{v}，您可以查一下")
	case Hotline:
		return g.leave(k, styled{form: "plain", value: kept(pick(g, "10086", "10000", "10010", "12315", "12345", "95588", "95533", "95566", "110", "12300", "95338", "11185", "400-820-8820", "4008208820", "800-810-8888", "4006 123 123", "400-610-1360", "12306", "10050", "96315"))},
			"我打{v}投诉", "您可以拨打{v}", "客服电话{v}", "刚才{v}打给我的", "拨{v}转人工", "热线是{v}", "我要打{v}了", "我们的服务热线{v}，欢迎来电")
	case Product:
		return g.leave(k, g.product(), "我买的{v}", "{v}有货吗", "型号是{v}", "{v}怎么用", "要{v}", "显示{v}", "{v}够不够", "升级到{v}了")
	}
	return g.wordsCase()
}

// leave puts a harmless value into a conversation.
func (g *generator) leave(k Kind, v styled, sentences ...string) Case {
	var d dialogue
	d.say(agent, pick(g, "您好，请问有什么可以帮您？", "您好，我是3021号客服", "您好，请问您的订单号是多少？", "好的，您说", "还有别的信息吗？", "请问是什么时候的事情呢？"), nil)
	d.say(pick(g, agent, customer, customer), pick(g, sentences...), keep(v.value))
	d.say(agent, pick(g, "好的", "好的，请稍等", "明白了"), nil)
	return d.finish(k, styled{form: v.form})
}

func keep(w written) written {
	out := append(written(nil), w...)
	for i := range out {
		out[i].keep, out[i].secret = true, false
	}
	return out
}

func (g *generator) order() styled {
	day := fmt.Sprintf("2026%02d%02d", 1+g.IntN(12), 1+g.IntN(28))
	n := pick(g,
		g.digits(12),                      // JD
		g.digits(11),                      // JD, older
		g.digits(19),                      // Taobao
		g.digits(18),                      // Taobao
		day+g.digits(6), day+g.digits(10), // date first
		day+g.digits(16),              // payment
		"26"+day[4:]+"-"+g.digits(15), // Pinduoduo
		pick(g, "JD", "E", "SO", "TB", "GD", "WX")+g.digits(10+g.IntN(4)),
		g.digits(10), g.digits(8), g.digits(16), g.digits(13), g.digits(14))
	switch g.IntN(6) {
	case 0:
		return styled{form: "spoken", value: g.spoken(kept(n))}
	case 1:
		return styled{form: "spaced", value: grouped(kept(n), g.joint(false, " ", "-"), 4)}
	}
	return styled{form: "plain", value: kept(n)}
}

func (g *generator) amount() styled {
	whole := g.digits(1 + g.IntN(6))
	texts := []string{whole + "元", whole + "块", whole + "." + g.digits(2) + "元", "￥" + whole, "¥" + whole + ".00", g.digits(3) + "块" + g.digits(1), whole + "块钱", "RMB" + whole,
		g.digits(1) + "," + g.digits(3) + "元", g.digits(2) + "," + g.digits(3) + ".00元", g.digits(2) + "万", g.digits(1) + "." + g.digits(1) + "万元", "人民币" + whole + "元整",
		"三百五十八块", "一千二百元", "两万三千五", "九十九块九", "一百八十八", "五百二十元整", "三千六百五十八块二", "十二万八", "一块五毛", "二十九块九毛九", "六百六十六", "八百八十八块"}
	return styled{form: "plain", value: kept(pick(g, texts...))}
}

func (g *generator) date() styled {
	y, m, d := 2020+g.IntN(8), 1+g.IntN(12), 1+g.IntN(28)
	texts := []string{fmt.Sprintf("%d年%d月%d日", y, m, d), fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%d/%d/%d", y, m, d), fmt.Sprintf("%d.%02d.%02d", y, m, d),
		fmt.Sprintf("%04d%02d%02d", y, m, d), fmt.Sprintf("%d月%d号", m, d), fmt.Sprintf("%d-%02d-%02d %02d:%02d:%02d", y, m, d, g.IntN(24), g.IntN(60), g.IntN(60)),
		fmt.Sprintf("%d年%d月", y, m), fmt.Sprintf("%d月%d日%d点", m, d, 1+g.IntN(12)), "二零二六年十一月二十号", "二零二五年三月", "十一月二十二号", "二零二六幺幺二零", "去年六月十八", "双十一", "六一八",
		fmt.Sprintf("%d到%d年", y, y+1), "八月十五号到九月一号"}
	return styled{form: "plain", value: kept(pick(g, texts...))}
}

func (g *generator) clock() styled {
	h, m := g.IntN(24), g.IntN(60)
	return styled{form: "plain", value: kept(pick(g, fmt.Sprintf("%02d:%02d", h, m), fmt.Sprintf("%d点%d分", h, m), fmt.Sprintf("%d分钟", 1+m), fmt.Sprintf("%d小时", 1+h), "下午三点半",
		fmt.Sprintf("%02d:%02d-%02d:%02d", 9, 0, 18, 30), "二十四小时", "四十八小时", "两个工作日", "3到5个工作日", "一两个小时", "三五天", "早上九点到晚上十点"))}
}

func (g *generator) tracking() styled {
	n := pick(g, "SF"+g.digits(13), "YT"+g.digits(13), "JDVA"+g.digits(11), "ZTO"+g.digits(12), g.digits(13), g.digits(12), g.digits(15), "77"+g.digits(13), "43"+g.digits(13), "EA"+g.digits(9)+"CN", "DPK"+g.digits(12))
	if g.IntN(6) == 0 {
		return styled{form: "spoken", value: g.spoken(kept(n))}
	}
	return styled{form: "plain", value: kept(n)}
}

func (g *generator) product() styled {
	return styled{form: "plain", value: kept(pick(g, "iPhone 15 Pro", "华为Mate60", "KFR-35GW", "65英寸", "256G", "1.5匹", "5000毫安", "2.4G", "v3.12.0", "12345678", "500兆", "一百兆宽带", "三百兆", "十八元套餐", "RTX4090", "i7-13700K",
		"4K 120Hz", "100%", "-5度", "A4纸500张", "10件", "一二十个", "两三千", "三四百个", "五六台", "七八个", "八九成新", "第38763号活动", "ERR_1003", "192.168.1.1", "PM2.5", "2x3x4米", "京东", "京A级", "沪B轮融资", "G1234次", "MU5137航班", "3号线", "2号楼门口的店", "8号窗口"))}
}

func (g *generator) staffCase() Case {
	n := pick(g, g.digits(4), g.digits(5), g.digits(6), g.digits(8), g.digits(3), "A"+g.digits(4), "VIP"+g.digits(3))
	form := styled{form: "plain", value: kept(n)}
	if n[0] <= '9' && g.IntN(3) == 0 {
		form = styled{form: "spoken", value: g.spoken(kept(n))}
	}
	var d dialogue
	d.say(agent, pick(g, "您好，我是{v}号客服，请问有什么可以帮您？", "您好，工号{v}为您服务", "我的工号是{v}", "您好，{v}号话务员为您服务", "您可以记下我的工号，{v}", "您好，客服{v}很高兴为您服务"), keep(form.value))
	d.say(customer, pick(g, "好的", "你工号多少来着", "我要投诉你"), nil)
	return d.finish(Staff, styled{form: form.form})
}

func (g *generator) wordsCase() Case {
	text := pick(g, "先生您好，请问有什么可以帮您", "我姓什么不重要，你先处理", "我叫他来跟你说", "我叫了外卖还没到", "我叫你们经理来", "您的密码忘了可以重置", "验证码没有收到", "验证码已经发了三次了",
		"密码错误次数太多被锁了", "小姐姐帮帮忙", "女士您稍等", "请问您贵姓", "我姓名写错了要改", "北京市朝阳区有门店吗", "你们在上海有几家店", "从浙江省杭州市发货", "路上堵车", "高先生", "王女士您好", "我姓王",
		"免贵姓张", "老师傅技术好", "密码要六位数字的", "请输入验证码加井号键", "验证码不要告诉别人", "身份证复印件要不要", "手机号换了怎么办", "银行卡丢了", "车牌还没下来", "邮箱收不到邮件", "地址写错了",
		"我叫什么名字你们系统里没有吗", "我是老客户了", "我是昨天买的", "我是会员", "叫师傅上门", "那你叫什么名字", "任何问题都可以找我", "周三先生说过", "金女士在吗", "万一不行呢", "方便的话给我打个电话", "于是我就买了",
		"高级经理会联系您", "白天打给我", "常先生好", "这位女士很着急", "男士女士都可以用", "二维码扫不出来", "条形码是不是错了", "提取码在哪里", "邮政编码不知道", "我住在朝阳区", "我在南京路", "送到小区门口就行", "你们小区几号楼有活动",
		"我叫不出名字", "我是说退款的事", "您好女士，帮您查到了")
	var d dialogue
	d.say(agent, "您好，请讲", nil)
	d.say(pick(g, agent, customer), "{v}", kept(text))
	return d.finish(Words, styled{form: "plain"})
}
