"""Help: what `python -m course_lib --help` says."""

HELP = {
    "usage:": "用法：",
    "positional arguments:": "位置参数：",
    "options:": "选项：",
    "show this help message and exit": "显示这段说明，然后退出",
    "Tools of the Seq2Seq course.": "Seq2Seq 课程的工具。",
    (
        "Exit status: 0 done; 1 the doctor found something; 2 the input or the call can't be used, one line on "
        "standard error says why; 130 stopped by Ctrl-C, 143 by SIGTERM."
    ): (
        "退出状态：0 完成；1 doctor 发现了问题；2 输入或命令不能用，标准错误里有一行说明原因；"
        "130 被 Ctrl-C 停止，143 被 SIGTERM 停止。"
    ),
    "say whether this machine is ready for the course": "看这台机器能不能上课",
    "list the corpora, their sizes, licences and recipes": "列出语料，连同大小、许可和做法",
    "train a model on a corpus or on your own files": "用语料或你自己的文件训练一个模型",
    "translate standard input, line by line": "把标准输入逐行翻译出来",
    "sacrebleu's BLEU, chrF and TER with their signatures": "sacrebleu 的 BLEU、chrF 和 TER，连同签名",
    "doctor: {a}.": "doctor：{a}。",
    "corpora: {a}.": "corpora：{a}。",
    "train: {a}.": "train：{a}。",
    "translate: {a}.": "translate：{a}。",
    "score: {a}.": "score：{a}。",
    "a model folder that `train` wrote": "由 `train` 写出的模型文件夹",
    "hypotheses of the beam search, 1 is greedy": "束搜索保留几个候选，1 就是贪心搜索",
    "what a model wrote, one sentence a line": "模型写的，一行一句",
    "what it should have written (must be given)": "它应当写的（必须给出）",
    "how BLEU cuts sentences": "BLEU 怎样切句子",
    "how BLEU cuts the validation sentences": "BLEU 怎样切验证用的句子",
    "auto is by their script": "auto 按文字来定",
    "compare in small letters (default: as it stands)": "比较时都改成小写（默认：照原样）",
    "a corpus, see `corpora` (default: the four files)": "语料的名字，见 `corpora`（默认：四个文件）",
    "UTF-8 text, one sentence a line (default: the corpus that is named)": (
        "UTF-8 文本，一行一句（默认：用名字指定的语料）"
    ),
    "how your files, and Multi30k, are cut into tokens": "你的文件和 Multi30k 怎样切成词元",
    "{rest} (default: what fits the script and the model)": "{rest}（默认：按文字和模型选）",
    "the model folder to write (must be given)": "要写出的模型文件夹（必须给出）",
    "go on with the training in DIR as it began, or begin it (default: DIR must be new or empty)": (
        "接着 DIR 里的训练，设置照旧；没有就开始（默认：DIR 必须是新的或空的）"
    ),
    "what is trained": "训练哪种模型",
    "how often every pair is read": "每对句子读几轮（epoch）",
    "pairs a step": "每步几对句子",
    "of Adam": "Adam 的学习率",
    "steps over which the learning rate rises": "学习率用几步升上去（预热）",
    "of the steps, the last, over which the learning rate falls to 0": "在最后多大一部分步数里，学习率降到 0",
    "last epochs whose weights are averaged, 1 is none": "把最后几轮的权重平均起来，1 就是不平均",
    "epochs without a better loss after which the training stops, 0 is never": (
        "损失连续几轮没有变好就停止训练，0 就是不停"
    ),
    "subwords a side, with --unit subword": "每一侧几个子词（配合 --unit subword）",
    "fitted to the corpus": "按语料定",
    "{a}, or fewer": "{a}，步数少就更短",
    "of each label, dealt out evenly": "从每个标签拿出多少，平均分掉（标签平滑）",
    "P(the decoder reads a gold token)": "解码器读标准词元的概率（教师强制比率）",
    "what one toss of R decides": "按 R 抛一次硬币决定什么",
    "what all chance depends on": "随机种子",
    "numbers for each token": "每个词元几维",
    "numbers in each state": "每个状态几维",
    "networks on each other (transformer: 2, on sentences 3)": "叠几层（transformer 是 2，训练句子时是 3）",
    "share of numbers that training leaves out (transformer: 0.2 on sentences)": (
        "训练时随机丢掉多少（暂退法；transformer 训练句子时是 0.2）"
    ),
    "seconds between two checkpoints": "隔几秒存一次档",
    "report the test part too, after each epoch (default: only the validation part)": (
        "每轮之后也报告测试集（默认：只报告验证集）"
    ),
    "{rest} (default: {b})": "{rest}（默认：{b}）",
    "{rest} (default: {b}; transformer on sentences: {c})": "{rest}（默认：{b}；transformer 训练句子时：{c}）",
    "{rest} (default: {b}, for sentences that people wrote {c})": "{rest}（默认：{b}，人写的句子是 {c}）",
    "from {a} to {b}": "从 {a} 到 {b}",
    "at least {a}": "至少 {a}",
    "command": "命令",
    "where the model works": "模型在哪里计算",
    "of matrix products": "矩阵乘法的精度",
}
