"""Small tables of what names are made of: particles, titles, legal forms, common tokens.

Kept by hand, all in the romanized form that `tokens` compares. Weights are natural logarithms
of how rare a token is, roughly; a table may be wrong about one name without harm, since it only
shifts how much a token counts. Must never hold names of single people.
"""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ARTICLES: Final = _words(
    "al el ul il ad ed ud an en as es az ez ar er at et ash esh ush ur us ut un"
)
"""Arabic articles and how they assimilate. Only before a matching letter, except al, el, ul, il."""
PLAIN_ARTICLES: Final = _words("al el ul")

PARTICLES: Final = _words(
    "al el ul bin ben ibn bint binti ould wuld walad wald oulad ait de da do dos das del della di "
    "du des la le les lo los las van von der den ter ten zu zur af av y e i and und et u the of "
    "a an na nee born ex fka aka alias alhaj s d l o v"
)
PERSON_PARTICLES: Final = PARTICLES - _words("a e i u y o s d l v")
"""Single letters are initials in a person's name."""

PREFIXES: Final = _words("abd abed abdul abdel abdal abdol abdoul abou abu aboo abi")
"""Half a name: `Abd al-X` and `Abu X` are names, `Abd` alone is not."""
SUFFIXES: Final = _words("allah ullah ollah ellah olla lah din deen eddin eddine uddin dine")

TITLES: Final = _words(
    "mr mrs ms miss dr doctor prof professor eng engineer sir dame lord lady rev reverend father "
    "hon sheikh shaykh shaikh cheikh sheik sayyid sayed sayyed syed seyed seyyed sayid haji "
    "hajji hadji hajj hadj alhaji mullah mulla molla mawlawi maulavi maulawi mawlana maulana mufti "
    "qari qazi ustad ustadh "
    "akhund akhond agha imam ayatollah hojjatoleslam sardar general gen colonel col major maj "
    "captain capt lieutenant lt brigadier brig commander cmdr sergeant sgt admiral adm marshal "
    "president minister jr sr ii iii iv"
)

LEGAL_FORMS: Final = _words(
    "ltd limited ltda llc llp lp inc incorporated corp corporation co company cie plc pllc pty "
    "gmbh ag kg kgaa ohg ug ev eg mbh aktiengesellschaft gesellschaft se sa sas sarl sarlu "
    "eurl snc sci spa srl srls sl slu sau bv nv vof cv bvba sprl ab aktiebolag oy oyj as asa "
    "aps ooo oao zao ao pao tov too ojsc ojs cjsc pjsc jsc jscb fzc fze fzco fz kft rt zrt nyrt "
    "doo dd ad ead eood ood sia uab sp zoo spzoo sro kk yk gk bhd sdn pt tbk pte wll bsc saog "
    "saoc psc pjs qsc spc establishment anonim sirketi sti tic lda ltee "
    "sherkat sharkat shirka شركة شركت مؤسسة محدودة"
)

LEGAL_PHRASES: Final = (
    "joint stock company", "open joint stock company", "closed joint stock company",
    "public joint stock company", "private joint stock company", "limited liability company",
    "limited liability partnership", "limited partnership", "public limited company",
    "private limited", "obshchestvo s ogranichennoi otvetstvennostyu",
    "obshchestvo s ogranichennoy otvetstvennostyu", "aktsionernoe obshchestvo",
    "otkrytoe aktsionernoe obshchestvo", "zakrytoe aktsionernoe obshchestvo",
    "publichnoe aktsionernoe obshchestvo", "societe anonyme",
    "societe a responsabilite limitee", "sociedad anonima", "sociedad limitada",
    "sociedad de responsabilidad limitada", "societa per azioni",
    "societa a responsabilita limitata", "societatea cu raspundere limitata",
    "gesellschaft mit beschrankter haftung", "free zone company", "anonim sirketi",
    "limited sirketi", "spolka z ograniczona odpowiedzialnoscia", "spolka akcyjna",
    "besloten vennootschap", "naamloze vennootschap",
)  # fmt: skip

ORGANIZATION_WORDS: Final = _words(
    "bank banco banque trading trade general international intl global group holding holdings "
    "services service industries industry industrial enterprise enterprises import export shipping "
    "transport investment investments management development construction engineering "
    "technology technologies tech systems solutions foundation association organization "
    "organisation institute center centre national state united company factory plant works "
    "commercial commerce exchange money office agency bureau union front army movement party "
    "brigade brigades committee council trust fund capital energy oil gas petroleum petrochemical "
    "chemical steel electronics electronic communications telecom media marine maritime aviation "
    "airlines air lines line travel tourism real estate property properties insurance financial "
    "finance consulting consultants logistics products production equipment research science "
    "scientific university islamic islam relief humanitarian charity society world new first "
    "east west north south middle central gulf asia africa europe america american iran iraq "
    "syria russia russian korea korean china chinese iranian syrian ministry department division"
)
"""What many organizations have in their names."""

_VERY_COMMON: Final = (
    "muhammad mohammed mohamed mohammad muhamad mohamad muhammed mohd ali ahmed ahmad hassan "
    "hasan hussein hussain husayn husain hossein khan abdullah abdallah ibrahim kim lee li wang "
    "zhang chen liu maria jose juan john nguyen singh kumar"
)
_COMMON: Final = (
    "mahmoud mahmud omar umar khalid khaled said saeed saleh salih salah mustafa mostafa yusuf "
    "yousef youssef ismail ismael hamid hameed karim kareem rahman abdulrahman abdelrahman "
    "abdulaziz abdelaziz abdulkarim abdulrahim aziz malik amir amin hamza bilal osman othman "
    "uthman saad sad salem salim saleem jamal gamal kamal nasir nasser nasr mansour mansur hadi "
    "mahdi mehdi reza rida riza taha tariq tarek walid waleed yasin yassin zaid zayd faisal faysal "
    "fahd sami samir bashir rashid rasheed habib hakim haider haydar abbas jafar jaafar qasim "
    "kassem musa moussa issa isa dawood daud idris iqbal javed shah gul jan noor nur din allah "
    "ullah "
    "al-din zadeh abu bakr abubakar ahmadi hosseini mohammadi haqqani noorzai tikriti james "
    "robert michael william david richard joseph thomas charles christopher daniel matthew "
    "anthony mark donald steven paul andrew joshua kenneth kevin brian george edward peter smith "
    "johnson williams brown jones garcia miller davis rodriguez martinez hernandez lopez gonzalez "
    "gonzales wilson anderson taylor moore jackson martin perez thompson white harris sanchez "
    "clark "
    "ramirez lewis robinson walker young allen king wright scott torres mary patricia jennifer "
    "linda elizabeth barbara susan jessica sarah karen ana anna antonio francisco carlos luis "
    "manuel pedro miguel angel jorge rafael javier fernando alberto eduardo ricardo roberto mario "
    "sergio alejandro ivan alexander aleksandr aleksander sergei sergey vladimir andrei andrey "
    "dmitry dmitri mikhail nikolai nikolay alexei aleksey igor oleg viktor victor yuri ivanov "
    "petrov smirnov popov zhao wu zhou xu sun ma zhu hu guo he lin gao luo yang huang park pak "
    "choi choe jung jong cho kang yoon chang lim han silva santos oliveira souza pereira costa "
    "pierre jean marie michel philippe hans peter thomas muller schmidt schneider fischer weber "
    "franz karl marco giuseppe giovanni rossi"
)


def _weights() -> dict[str, float]:
    table = dict.fromkeys(_COMMON.split(), 4.8)
    table |= dict.fromkeys(_VERY_COMMON.split(), 3.6)
    table |= dict.fromkeys(TITLES, 1.0)
    table |= dict.fromkeys(SUFFIXES, 2.5)
    table |= dict.fromkeys(PREFIXES, 2.0)
    return table


COMMON_TOKENS: Final = _weights()
"""Romanized token to weight."""

COMMON_SKELETONS: Final = {
    "MHMT": 3.6, "AL": 3.6, "AHMT": 3.6, "HSN": 3.6, "KN": 3.6, "ABTL": 3.6, "ABRHM": 3.6,
    "AMR": 4.8, "KLT": 4.8, "ST": 4.6, "SLH": 4.8, "MSTF": 4.8, "SF": 4.6, "ASML": 4.8,
    "HMT": 4.6, "KRM": 4.8, "RHMN": 4.8, "ABTRHMN": 4.8, "ABTSS": 4.8, "MLK": 4.8, "HMS": 4.8,
    "SLM": 4.8, "KML": 4.8, "JML": 4.8, "NSR": 4.8, "MNSR": 5.0, "SN": 4.0, "HT": 4.0, "TRK": 4.8,
}  # fmt: skip
"""The same for abjad tokens, whose vowels are not known."""

HAN_DOUBLE_FAMILY_NAMES: Final = frozenset(
    ("欧阳", "歐陽", "司马", "司馬", "诸葛", "諸葛", "上官", "司徒", "夏侯", "皇甫", "东方", "東方")
)

HANGUL_FAMILY_NAMES: Final = {
    "김": "kim", "이": "lee", "리": "ri", "박": "park", "최": "choi", "정": "jung", "강": "kang",
    "조": "cho", "윤": "yoon", "장": "jang", "임": "lim", "림": "rim", "한": "han", "오": "oh",
    "서": "suh", "신": "shin", "권": "kwon", "황": "hwang", "안": "ahn", "송": "song", "류": "ryu",
    "유": "yoo", "홍": "hong", "전": "jun", "고": "ko", "문": "moon", "손": "son", "양": "yang",
    "배": "bae", "백": "baek", "허": "huh", "남": "nam", "심": "shim", "노": "noh", "로": "ro",
    "하": "ha", "곽": "kwak", "성": "sung", "차": "cha", "주": "joo", "우": "woo", "구": "koo",
    "민": "min", "나": "na", "라": "ra", "지": "ji", "엄": "um", "변": "byun", "현": "hyun",
}  # fmt: skip
"""Family names as their bearers spell them, which no rule of romanization gives."""
