"""Told: what the commands print when all is well, and what the doctor finds."""

TOLD = {
    # train
    "{a}: {b} pairs, {c} million weights, {d} steps": "{a}：{b} 对句子，{c} 百万个权重，{d} 步",
    "{a} processes, each with its part of every batch": "{a} 个进程，每批数据各做一部分",
    "all steps were done before; nothing is left to do": "所有步数早已做完，没有剩下的了",
    "epoch {a}  valid: loss {b} (gold prefix given), alone: {c}": "第 {a} 轮  验证：损失 {b}（给标准前缀），独自写：{c}",
    "epoch {a}  valid: loss {b}, average of {d} epochs {e} (gold prefix given), alone: {c}": (
        "第 {a} 轮  验证：损失 {b}，{d} 轮的平均 {e}（给标准前缀），独自写：{c}"
    ),
    "about {a} min left": "大约还要 {a} 分钟",
    "on this machine about {a} min left": "照这台机器的速度，大约还要 {a} 分钟",
    "stopped: no better loss for {a} epochs": "停止：损失连续 {a} 轮没有变好",
    "the weights of epoch {a} are kept": "保留第 {a} 轮的权重",
    "try next: fewer unknown tokens, with more text, or cut finer with --unit subword or char": (
        "下一步试试：减少未知词元，多给文本，或用 --unit subword 或 char 切得更细"
    ),
    "try next: it learns by heart after epoch {a}; more pairs, or --dropout {b}": (
        "下一步试试：第 {a} 轮以后它开始死记硬背；多给些句对，或用 --dropout {b}"
    ),
    "try next: the loss is still falling; --epochs {a}, --out another folder": (
        "下一步试试：损失还在下降；--epochs {a}，--out 换一个文件夹"
    ),
    "try next: a search for better outputs; translate {a} --beam 5 < FILE": (
        "下一步试试：用束搜索找更好的输出；translate {a} --beam 5 < FILE"
    ),
    "         test, alone: {a}": "         测试，独自写：{a}",
    "exact match {a}  token error rate {b}": "完全匹配率 {a}  词元错误率 {b}",
    "the model is in {a}": "模型在 {a}",
    "unknown tokens: {a}": "未知词元：{a}",
    "train source {a}": "训练源 {a}",
    "train target {a}": "训练目标 {a}",
    "valid source {a}": "验证源 {a}",
    "valid target {a}": "验证目标 {a}",
    "warning: {a}": "警告：{a}",
    "the vocabulary has no token of {a}": "词表里没有一个词元出现在：{a}",
    "train source": "训练源",
    "train target": "训练目标",
    "valid source": "验证源",
    "valid target": "验证目标",
    "give more text, or {a}": "请给更多文本，或者{a}",
    "cut it finer, with --unit char or subword": "切得更细：--unit char 或 subword",
    "keep what occurs once, with --unit word, or {a}": "用 --unit word 保留只出现一次的词，或者{a}",
    "are both files in one language?": "两个文件是同一种语言吗？",
    "no locks here; start no second training in it": "这里不能加锁，请不要在里面再开一个训练",
    # translate
    "standard input, line {a}: cut to {b} tokens": "标准输入第 {a} 行：只读前 {b} 个词元",
    "standard input, line {a}: the output was cut at {b} tokens": "标准输入第 {a} 行：输出到 {b} 个词元就截断了",
    # doctor
    "missing: run `python3 course.py lab` once": "没有：请运行一次 `python3 course.py lab`",
    "free disk": "磁盘空间",
    "enough": "足够",
    "only {a} GB": "只有 {a} GB",
    "can't be loaded ({a}): delete the folder .venv, start course.py again": "装不进来（{a}）：删掉文件夹 .venv，再运行 course.py",
    "none; the course needs none": "没有；本课程不需要",
    "threads": "线程数",
    "GPU": "显卡",
    "Chinese font": "中文字体",
    "{a} is missing: clone the course again": "缺少 {a}：请重新下载课程",
}
