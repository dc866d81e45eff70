"""The words of dates in the languages people fill out the form in; all in the folded form of `dating`.

Folded: lower case, no Arabic vowel signs, alif without hamza, European digits, simplified 世纪 and 约.
"""

CIRCA = (
    *("c.", "c", "ca.", "ca", "circa", "about", "around", "approximately", "approx.", "probably"),
    *("um", "etwa", "vers", "env.", "environ", "autour de", "hacia", "h.", "alrededor de", "aproximadamente"),
    *("نحو", "حوالي", "حوالى", "около", "ок.", "ок", "приблизительно", "прибл.", "约", "大约"),
)
BEFORE = (
    *("before", "until", "not later than", "avant", "jusqu'à", "vor", "antes de", "hasta", "anterior a"),
    *("قبل", "حتى", "до", "ранее", "以前", "之前"),
)
AFTER = (
    *("after", "since", "from", "not before", "après", "depuis", "nach", "seit", "después de", "desde", "posterior a"),
    *("بعد", "منذ", "после", "с", "以后", "之后"),
)
FROM = (
    "from",
    "between",
    "de",
    "du",
    "entre",
    "von",
    "zwischen",
    "desde",
    "del",
    "من",
    "بين",
    "с",
    "между",
    "从",
    "自",
)
TO = (
    *("to", "till", "until", "and", "bis", "und", "à", "au", "et", "a", "al", "hasta", "y"),
    *("الى", "حتى", "و", "до", "по", "и", "至", "到"),
)
BCE = (
    *("bce", "b.c.e.", "b.c.e", "bc", "b.c.", "b.c", "av. j.-c.", "av. j.-c", "av. j. c.", "avant j.-c.", "avant j.-c"),
    *(
        "avant notre ère",
        "av. n. è.",
        "a. c.",
        "a. c",
        "a.c.",
        "a.c",
        "a. de c.",
        "a. de c",
        "antes de cristo",
        "a. n. e.",
    ),
    *("ق.م.", "ق.م", "ق. م.", "ق. م", "ق م", "قبل الميلاد"),
    *(
        "до н. э.",
        "до н. э",
        "до н.э.",
        "до н.э",
        "до нашей эры",
        "v. chr.",
        "v. chr",
        "v.chr.",
        "公元前",
        "西元前",
        "前",
    ),
)
CE = (
    *("ce", "c.e.", "ad", "a.d.", "a.d", "apr. j.-c.", "apr. j.-c", "ap. j.-c.", "après j.-c.", "de notre ère"),
    *("d. c.", "d. c", "d.c.", "d.c", "d. de c.", "después de cristo", "de nuestra era"),
    *(
        "ميلادي",
        "ميلادية",
        "م",
        "للميلاد",
        "н. э.",
        "н. э",
        "н.э.",
        "н.э",
        "нашей эры",
        "n. chr.",
        "n. chr",
        "公元",
        "西元",
    ),
)
HIJRI = (
    "ah",
    "a.h.",
    "a.h",
    "h",
    "ه",
    "هـ",
    "هجري",
    "هجرية",
    "للهجرة",
    "г. х.",
    "г. х",
    "по хиджре",
    "de la hégira",
    "de l'hégire",
)
CENTURY = (
    *(
        "century",
        "centuries",
        "cent.",
        "c.",
        "siècle",
        "siècles",
        "s.",
        "siglo",
        "siglos",
        "jahrhundert",
        "jh.",
        "jh",
        "jhdt.",
    ),
    *(
        "القرن",
        "قرن",
        "القرنان",
        "القرنين",
        "век",
        "века",
        "веков",
        "вв.",
        "вв",
        "в.",
        "в",
        "столетие",
        "столетия",
        "世纪",
    ),
)
MILLENNIUM = (
    *("millennium", "millennia", "mill.", "millénaire", "millénaires", "milenio", "milenios", "jahrtausend", "jt."),
    *("الالفية", "الالف", "тысячелетие", "тысячелетия", "тыс.", "千纪", "千年纪"),
)
DECADE = ("années", "annees", "década de", "decada de", "años", "los años", "عقد", "the")
OF = ("of the", "of", "the", "du", "de la", "de", "del", "des", "من", "的")
PARTS: dict[str, tuple[float, float]] = {
    **dict.fromkeys(
        (
            *("first half", "1st half", "1. hälfte", "erste hälfte", "première moitié", "1re moitié", "1ère moitié"),
            *("primera mitad", "النصف الاول", "первая половина", "первой половины", "1-я половина", "上半叶", "前半"),
        ),
        (0.0, 0.5),
    ),
    **dict.fromkeys(
        (
            *(
                "second half",
                "2nd half",
                "2. hälfte",
                "zweite hälfte",
                "seconde moitié",
                "deuxième moitié",
                "2e moitié",
            ),
            *("segunda mitad", "النصف الثاني", "вторая половина", "второй половины", "2-я половина", "下半叶", "后半"),
        ),
        (0.5, 1.0),
    ),
    **dict.fromkeys(
        (
            *("first quarter", "1st quarter", "1. viertel", "premier quart", "1er quart", "primer cuarto"),
            *("الربع الاول", "первая четверть", "первой четверти"),
        ),
        (0.0, 0.25),
    ),
    **dict.fromkeys(
        (
            *("second quarter", "2nd quarter", "2. viertel", "deuxième quart", "2e quart", "segundo cuarto"),
            *("الربع الثاني", "вторая четверть", "второй четверти"),
        ),
        (0.25, 0.5),
    ),
    **dict.fromkeys(
        (
            *("third quarter", "3rd quarter", "3. viertel", "troisième quart", "3e quart", "tercer cuarto"),
            *("الربع الثالث", "третья четверть", "третьей четверти"),
        ),
        (0.5, 0.75),
    ),
    **dict.fromkeys(
        (
            *(
                "last quarter",
                "fourth quarter",
                "4th quarter",
                "4. viertel",
                "dernier quart",
                "4e quart",
                "último cuarto",
            ),
            *("الربع الاخير", "الربع الرابع", "последняя четверть", "последней четверти"),
        ),
        (0.75, 1.0),
    ),
    **dict.fromkeys(
        (
            *("early", "beginning", "start", "anfang", "frühes", "début", "inicios", "principios", "comienzos"),
            *("اوائل", "بداية", "مطلع", "начало", "начала", "初", "早期"),
        ),
        (0.0, 1 / 3),
    ),
    **dict.fromkeys(
        ("mid", "middle", "mitte", "milieu", "mediados", "منتصف", "اواسط", "середина", "середины", "中叶", "中期"),
        (1 / 3, 2 / 3),
    ),
    **dict.fromkeys(
        ("late", "end", "ende", "spätes", "fin", "finales", "fines", "اواخر", "نهاية", "конец", "конца", "末", "晚期"),
        (2 / 3, 1.0),
    ),
}
"""Which part of a century, as shares of its length."""
ORDINALS: dict[str, int] = {
    name: number
    for names in (
        (
            *(
                "first",
                "second",
                "third",
                "fourth",
                "fifth",
                "sixth",
                "seventh",
                "eighth",
                "ninth",
                "tenth",
                "eleventh",
            ),
            *("twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth"),
            *("nineteenth", "twentieth", "twenty-first"),
        ),
        (
            *("الاول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع", "العاشر"),
            *("الحادي عشر", "الثاني عشر", "الثالث عشر", "الرابع عشر", "الخامس عشر", "السادس عشر", "السابع عشر"),
            *("الثامن عشر", "التاسع عشر", "العشرون", "الحادي والعشرون"),
        ),
        (
            *("первый", "второй", "третий", "четвертый", "пятый", "шестой", "седьмой", "восьмой", "девятый", "десятый"),
            *("одиннадцатый", "двенадцатый", "тринадцатый", "четырнадцатый", "пятнадцатый", "шестнадцатый"),
            *("семнадцатый", "восемнадцатый", "девятнадцатый", "двадцатый", "двадцать первый"),
        ),
    )
    for number, name in enumerate(names, 1)
} | {"العشرين": 20, "الحادي والعشرين": 21}
PERIODS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(("商", "shang"), (-1599, -1045)),
    **dict.fromkeys(("西周", "western zhou"), (-1045, -770)),
    **dict.fromkeys(("东周", "eastern zhou"), (-769, -255)),
    **dict.fromkeys(("秦", "qin"), (-220, -205)),
    **dict.fromkeys(("汉", "漢", "han"), (-205, 220)),
    **dict.fromkeys(("隋", "sui"), (581, 618)),
    **dict.fromkeys(("唐", "tang"), (618, 907)),
    **dict.fromkeys(("宋", "song"), (960, 1279)),
    **dict.fromkeys(("北宋", "northern song"), (960, 1127)),
    **dict.fromkeys(("南宋", "southern song"), (1127, 1279)),
    **dict.fromkeys(("元", "yuan"), (1271, 1368)),
    **dict.fromkeys(("明", "ming"), (1368, 1644)),
    **dict.fromkeys(("清", "qing"), (1644, 1912)),
    **dict.fromkeys(("民国", "republic of china"), (1912, 1949)),
    **dict.fromkeys(("江户", "江戸", "edo"), (1603, 1868)),
    **dict.fromkeys(("明治", "meiji"), (1868, 1912)),
}
"""Dynasties and eras by name, as years in which they ruled (astronomical)."""
