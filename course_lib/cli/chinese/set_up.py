"""Set-up: what course.py says while it sets up, opens the chapters, and ends."""

SET_UP: dict[str, str] = {
    # its help, line by line
    "The one door to the course.": "这门课的入口。",
    "python3 course.py lab     open the chapters in JupyterLab, on your own copies in my/": (
        "python3 course.py lab     在 JupyterLab 里打开各章，用的是 my/ 里你自己的副本"
    ),
    "[--open: with all outputs, and nothing folded]": "[--open：显示全部输出，什么都不折叠]",
    "[--zip: also as one file, site.zip, that opens without network]": "[--zip：另外打成一个文件 site.zip，不联网也能打开]",
    "[--app ratio: that lab alone, as a page without code]": "[--app ratio：只打开这个实验台，网页上没有代码]",
    "python3 course.py check   style, types, whether notebooks and sources agree: in seconds (for authors)": (
        "python3 course.py check   几秒钟查完：格式、类型、notebook 与源文件是否一致（给作者用）"
    ),
    "python3 course.py test    run every check [--long: the slow ones too, and coverage] [07: of that chapter]": (
        "python3 course.py test    运行全部检查 [--long：连同慢的，并统计覆盖率] [07：只查这一章]"
    ),
    "[PATH ...: pytest on that] [--newest: with the newest packages]": (
        "[PATH ...：用 pytest 测这些] [--newest：用最新的软件包]"
    ),
    "python3 course.py build   remake the notebooks from notebooks/source (for authors)": (
        "python3 course.py build   由 notebooks/source 重新生成 notebook（给作者用）"
    ),
    "python3 course.py site    make the site of the executed chapters, in site/": (
        "python3 course.py site    把运行过的各章做成网站，放在 site/"
    ),
    "remake the recorded experiments in assets/runs (hours; for authors)": (
        "重做 assets/runs 里存档的实验（要几个小时；给作者用）"
    ),
    "python3 course.py bench   measure training and decoding against the plain way, in ratios": (
        "python3 course.py bench   测量训练和解码比朴素写法快多少倍"
    ),
    "python3 course.py share   print one line with your guesses and first answers, to paste into a group's chat": (
        "python3 course.py share   打印一行你的猜测和第一次的答案，可以贴到小组的群里"
    ),
    "make one page of the lines in a chat's text, for the projector [--out PAGE]": (
        "把聊天记录里的这些行做成一页，供投影用 [--out PAGE]"
    ),
    "python3 course.py doctor  say whether this machine is ready": (
        "python3 course.py doctor  看看这台机器准备好了没有"
    ),
    "It needs Python 3.11 to 3.14 and nothing else: the first run sets up .venv.": (
        "只需要 Python 3.11 到 3.14，别的都不用：第一次运行会装好 .venv。"
    ),
    # its options
    "the port to listen on (default: 8888 or the next free one)": "端口（默认 8888，被占用就用下一个）",
    "print the address, open no browser": "只打印地址，不打开浏览器",
    "copies with all outputs and nothing folded": "副本带全部输出，什么都不折叠",
    "labs without code": "只有实验台，没有代码",
    "in which language (default: the one that this machine speaks)": "用哪种语言（默认：这台机器的语言）",
    # while it works
    "Setting up .venv: this takes a minute or two and about 1.8 GB of disk.": (
        "正在安装 .venv：要一两分钟，约占 1.8 GB 硬盘。"
    ),
    "installing torch ...": "正在安装 torch……",
    "installing Jupyter and the rest ...": "正在安装 Jupyter 和其余的包……",
    "Another set-up is at work on this .venv: waiting for its end ...": "另一个安装正在进行，等它结束……",
    "{a} sends only {b} kB a second: going on with pip's usual index.": (
        "{a} 每秒只传 {b} kB：改用 pip 平常的软件源。"
    ),
    "{a} does not answer: going on with pip's usual index.": "{a} 没有回应：改用 pip 平常的软件源。",
    "{a} does not serve it: going on with pip's usual index.": "{a} 没有这个包：改用 pip 平常的软件源。",
    "This may download about 2.7 GB; COURSE_TORCH_INDEX can name a mirror of torch for the CPU.": (
        "可能要下载约 2.7 GB；可以用 COURSE_TORCH_INDEX 指定 CPU 版 torch 的镜像。"
    ),
    "This opens in your browser:": "浏览器里会打开：",
    "Open this address:": "请打开这个地址：",
    "Ctrl-C ends it.": "按 Ctrl-C 结束。",
    "Ended. Your work is in my/.": "已结束。你的内容都在 my/ 里。",
    "Stopped.": "已停止。",
    # copies
    "The next update will leave your copies as they are: {a}": "下次更新不会动你的副本：{a}",
    "Newer than your edited copies in my/: {a}. To get one, rename or delete your copy.": (
        "课程里这几章比 my/ 里你改过的副本新：{a}。想用新的，就把自己的副本改名或删掉。"
    ),
    "Not a file, so it stays as it is, and the chapter is not brought: my/{a}": (
        "my/{a} 不是文件，原样留着；这一章没有放进来"
    ),
    "Could not be moved to my/release1: {a}": "无法移到 my/release1：{a}",
    "These chapters of release 1 are now in my/release1/, whole: {a}.": (
        "第一版的这几章完整地移到了 my/release1/：{a}。"
    ),
    # what goes wrong
    "this is Python {a}; the course needs 3.11 to 3.14: install Python 3.13.": (
        "这是 Python {a}；课程需要 3.11 到 3.14：请安装 Python 3.13。"
    ),
    "{a} is a link to another place: rename or delete it, then try again.": (
        "{a} 是指向别处的链接：请改名或删掉，再试一次。"
    ),
    "{a} is not a folder: rename or delete it, then try again.": "{a} 不是文件夹：请改名或删掉，再试一次。",
    "{a} was not made by course.py: rename or delete it, then try again.": (
        "{a} 不是 course.py 建的：请改名或删掉，再试一次。"
    ),
    "the packages are installed, but do not work: {a} (more: {b})": "软件包装好了，但不能用：{a}（详见 {b}）",
    "this Python has no {a}: install it (Debian: sudo apt install {b}).": (
        "这个 Python 没有 {a}：请安装（Debian：sudo apt install {b}）。"
    ),
    "could not make .venv: {a}": "无法建立 .venv：{a}",
    "the set-up failed: {a} (all of it: {b})": "安装失败：{a}（全文：{b}）",
    "PyTorch is no longer made for Intel Macs, as this one is (or its Python): see docs/faq.md.": (
        "PyTorch 不再支持 Intel 芯片的 Mac（或这种 Python）：见 docs/faq.md。"
    ),
    "there is no command '{a}': it is one of {b}.": "没有 {a} 这个命令，可用的有：{b}。",
    "port {a} cannot be had: choose another, or none.": "端口 {a} 用不了：请换一个，或者不指定。",
    "no free port from 8888 to 8999: name one with --port.": (
        "8888 到 8999 没有空闲的端口：请用 --port 指定一个。"
    ),
    "{a} ended with an error: see {b}": "{a} 出错退出了：见 {b}",
    "{a}: the disk is full.": "{a}：硬盘满了。",
    "the proxy asks for a name and a password: set HTTPS_PROXY=http://name:password@host:port.": (
        "代理服务器要用户名和密码：请设置 HTTPS_PROXY=http://name:password@host:port。"
    ),
    "this network's certificate is not known: PIP_CERT can name its file.": (
        "不认识这个网络的证书：可以用 PIP_CERT 指定证书文件。"
    ),
    "the network or the index does not answer.": "网络或软件源没有回应。",
    "pip finds no torch for this machine: see docs/faq.md.": (
        "pip 找不到适合这台机器的 torch：见 docs/faq.md。"
    ),
    "torch needs Microsoft's Visual C++ Redistributable: install it, then try again.": (
        "torch 需要微软的 Visual C++ Redistributable：请先安装，再试一次。"
    ),
    "{a}: in use? End the lab, then try again.": "{a}：是不是正在用？先结束 lab，再试一次。",
    "{a}: the course needs a folder in which you may write.": "{a}：课程要放在你能写入的文件夹里。",
    "{a}: put the course into a folder with a shorter path.": "{a}：请把课程放到路径短一些的文件夹里。",
    "{a}: rename or delete what stands there, then try again.": "{a}：请把那里的东西改名或删掉，再试一次。",
}
