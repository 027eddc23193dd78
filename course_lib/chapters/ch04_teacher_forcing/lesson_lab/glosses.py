"""Glosses: what each token of the sentences means, for readers of the other language."""

from course_lib.language import pick

from .compute import Sentence

CHINESE = {  # characters in English, one by one
    **{"我": "I", "你": "you", "他": "he", "老": "old", "师": "master", "学": "learn", "生": "pupil"},
    **{
        "喜": "glad",
        "欢": "joy",
        "研": "study",
        "究": "probe",
        "习": "practise",
        "讨": "discuss",
        "论": "argue",
    },
    **{"关": "concern", "注": "heed", "机": "machine", "器": "device", "翻": "turn", "译": "translate"},
    **{"图": "picture", "像": "image", "识": "know", "别": "tell", "语": "language", "音": "sound"},
    **{
        "合": "join",
        "成": "become",
        "文": "text",
        "本": "book",
        "分": "divide",
        "类": "kind",
        "信": "letter",
    },
    **{"息": "news", "检": "check", "索": "search", "数": "number", "据": "record", "析": "analyse"},
    **{"知": "know", "谱": "chart", "电": "electric", "影": "shadow", "乐": "music", "自": "self"},
    **{"动": "move", "化": "-ise", "处": "deal", "理": "order", "然": "so", "言": "speech"},
}
ENGLISH = {  # words in Chinese
    **{
        "I": "我",
        "You": "你",
        "We": "我们",
        "Students": "学生",
        "My": "我的",
        "friends": "朋友",
        "like": "喜欢",
    },
    **{"love": "爱", "study": "研究", "discuss": "讨论", "prefer": "更喜欢", "old": "老", "new": "新"},
    **{
        "short": "短",
        "long": "长",
        "good": "好",
        "films": "电影",
        "books": "书",
        "songs": "歌",
        "games": "游戏",
    },
    **{"natural": "自然", "history": "历史", "museums": "博物馆", "language": "语言", "processing": "处理"},
}


def gloss(token: str, sentence: Sentence) -> str:
    """What a token of the sentence means; nothing for readers of its own language, and for BOS and EOS."""
    if sentence.language is None or sentence.language == pick("en", "zh"):
        return ""
    return (CHINESE if sentence.language == "zh" else ENGLISH).get(token, "")
