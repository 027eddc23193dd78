"""Words: the labels of the lesson, in two languages, for its cards, its panel and its picture."""

from course_lib.kit.labels import Labels

LABELS = {
    "fed": ("fed", "读入"),
    "asked": ("asked to say", "应该说"),
    "says": ("says", "实际说"),
    "coin": ("coin", "硬币"),
    "gold": ("gold", "标准"),
    "own": ("own", "自己"),
    "place": ("place in the target", "目标序列中的位置"),
    "row": ("what the decoder gets and gives", "解码器读到的和说出的"),
    "trained_at": ("trained at ratio", "训练时的比率"),
    "then_says": ("then it says (probability)", "接着说（概率）"),
    "other": ("another token", "别的词元"),
    "lesson_alt": (
        "The training pairs of {text}: fed {fed}, asked to say {asked}, says {says}; {wrong} fed wrong.",
        "{text} 的训练样本：读入 {fed}，应该说 {asked}，实际说 {says}；读入了错误词元的位置有 {wrong} 个。",
    ),
    "bars_alt": ("Says {name}, by ratio: {shares}.", "各比率之后说 {name} 的概率：{shares}。"),
    "title": ("What is the decoder fed?", "解码器读入了什么？"),
    "title_bars": ("What did the ratio teach?", "比率教会了模型什么？"),
    "hint": (
        "Drag the ratio and the coins flip one at a time; click a coin to flip it yourself.",
        "拖动比率，硬币会一个一个翻转；也可以点一枚硬币，自己翻。",
    ),
    "sentence": ("sentence", "句子"),
    "ratio": ("ratio of gold tokens", "标准词元的比率"),
    "again": ("Toss again", "重新抛"),
    "undo": ("Undo flips by hand", "撤销手动翻转"),
    "at_place": ("place {place}", "第 {place} 个位置"),
    "about": (
        "The model was stopped halfway through its training, so it errs. gold: the decoder is fed the right "
        "token (where u is below the ratio); own: what it said one place before.",
        "这个模型训练到一半就停下了，所以会犯错。“标准”：读入正确词元（u 小于比率时）；"
        "“自己”：读入它在前一个位置说的词元。",
    ),
    "all_right": (
        "Every token fed is the right one: each pair is a lesson from the reference.",
        "读入的词元全都正确：每一对都是标准答案教的。",
    ),
    "pair": ("after {before}, say {then}", "在“{before}”后面，说“{then}”"),
    "ask": ("Is this a lesson you want to teach?", "这是你想教给模型的吗？"),
}
label = Labels(LABELS)
