"""The people of Port Ellery. All are invented; names come from many cultures, as in any American city."""

import random
from collections.abc import Iterable
from dataclasses import dataclass

DEMO_HOST = "demo.onecop.example"
"""The addresses one signs in with. Everybody else has an address at people.example or police.example."""


@dataclass(frozen=True)
class SignIn:
    """Somebody to be in the demo. role: in the words of the sign-in page."""

    role: str
    name: str
    story: str

    @property
    def email(self) -> str:
        return address(self.name, DEMO_HOST)


SIGN_INS = (
    SignIn("National staff", "Nadia Osei", "Enrollments to read, proposals to publish, partnerships that need a hand."),
    SignIn("Regional staff", "Ben Achterberg", "Answers for Lakeland, and sees nothing beyond it."),
    SignIn("Agency liaison", "Teresa Lindgren", "Keeps the roster and the map of the Port Ellery Police Department."),
    SignIn("Agency executive", "Elena Ruiz", "Chief of the Port Ellery Police Department."),
    SignIn("Officer", "Marisol Vega", "Partner officer of Eastgate Gurdwara."),
    SignIn("Faith leader", "Balwinder Singh", "Granthi of Eastgate Gurdwara."),
    SignIn("Coordinator", "Harpreet Gill", "Keeps the partnership of Eastgate Gurdwara moving."),
    SignIn("Deputy coordinator", "Jasleen Kaur", "Stands in for Harpreet."),
    SignIn("Funder", "Ingrid Solberg", "The Ellery Community Fund: sees totals, never a person."),
)
ALSO = (
    SignIn("Coordinator", "Mai Pham", "Lotus Pond Temple waits for its proposal."),
    SignIn("Officer", "Caleb Brooks", "On the beat of Lotus Pond Temple; not asked yet."),
    SignIn("Officer", "Tom Adeyemi", "Works nights in Millrace."),
    SignIn("Officer", "Daniel Okafor", "The first partner officer of Eastgate Gurdwara, until he was promoted."),
    SignIn("Faith leader", "Thanh Tran", "Abbot of Lotus Pond Temple."),
)
FIRST_KEEPERS = ("Manjit Dhillon",)
"""Who was coordinator in a story before somebody whom one signs in as."""
BY_NAME = {one.name: one for one in (*SIGN_INS, *ALSO)}

GIVEN: dict[str, str] = {
    "english": "Alice Ruth Joan Caleb Owen Martha Paul Grace Walter Helen Dennis Carol Simon Edith Howard Claire Neil Judith Roy Beth",
    "black": "Denise Marcus Lorraine Terrence Yvonne Andre Latoya Darnell Bernice Isaiah Monique Reggie Simone Jerome Vanessa Malik Tamika Curtis",
    "latin": "Rosa Luz Mateo Elena Diego Carmen Hector Ines Rafael Pilar Jorge Marisol Andres Teresa Emilio Lucia Ramon Sofia Xavier Paloma",
    "vietnamese": "Mai Minh Thanh Linh Huy Lan Quang Trang Duc Hoa Khanh Ngoc Tuan Thuy Bao Vy",
    "korean": "Jisoo Minho Eunji Sungmin Hana Joon Yuna Taeyang Sora Dongwoo Mina Seojin",
    "chinese": "Wei Mei Jun Xiu Liang Ying Hao Lihua Feng Yan Bo Qing",
    "arab": "Yusuf Amina Omar Leila Karim Samira Tariq Huda Nabil Rania Hassan Dalia Bilal Noor",
    "south_asian": "Anita Ravi Priya Suresh Meena Arjun Kavita Vikram Lakshmi Deepak Sunita Rohan Nisha Gopal",
    "punjabi": "Harpreet Jasleen Balwinder Gurpreet Simran Manjit Navdeep Kulwinder Amrit Sukhdeep",
    "jewish": "Naomi Miriam Ari Tamar Eli Shira Noah Rivka Daniel Talia Jonah Leora Avi Hannah",
    "african": "Tom Abeni Kwame Amara Chidi Nadia Kofi Zola Emeka Sade Tunde Ife Yaw Adaeze Samuel Selam Dawit Hirut",
    "slavic": "Ivo Oksana Jakub Irina Pavel Vesna Marek Daria Stefan Milena Viktor Ludmila",
    "greek": "Nikos Eleni Yannis Sophia Petros Despina Kostas Irini Spiros Katerina",
    "nordic": "Ingrid Lars Solveig Anders Britta Nils Karin Henrik Astrid Gunnar",
    "persian": "Shirin Darius Parisa Cyrus Roya Farhad Mina Kaveh Laleh Behzad",
    "pakistani": "Farhan Ayesha Imran Saima Usman Zainab Adnan Mariam",
    "west_african": "Ibrahim Fatou Amadou Mariama Ousmane Aissata Mamadou Binta",
    "filipino": "Maricel Rodel Liezl Jomar Cherry Arnel Joy Dindo Grace Bong",
    "native": "Winona Joseph Dawn Russell Marlene Leonard Autumn Clyde Sage Vernon",
}
FAMILY: dict[str, str] = {
    "english": "Tilden Marsh Petrie Warner Drury Holloway Lowe Fenwick Aldous Barlow Crane Hartley Pryor Whitlock Dunmore Ashby Kerr Sutcliffe",
    "black": "Freeman Boyd Banks Mayfield Gaines Hollis Tolliver Booker Winfield Ransom Mosley Pettway Dorsey Lattimore",
    "latin": "Almeida Vega Reyes Quintero Salcedo Ibarra Montoya Escobedo Zamora Villalobos Carranza Tejada Arroyo Ledesma",
    "vietnamese": "Pham Tran Nguyen Le Hoang Vo Dang Bui Do Ngo Duong Ly",
    "korean": "Park Kim Choi Yoon Kang Shin Han Bae Noh Moon",
    "chinese": "Chen Lin Zhao Wu Huang Guo Liang Tang Xu Deng",
    "arab": "Haddad Rahman Sayed Khoury Nasser Idris Mansour Farouk Saleh Jaber Qasim Zaidan",
    "south_asian": "Iyer Patel Menon Sharma Desai Rao Kulkarni Bhatt Nair Chaudhary Pillai",
    "punjabi": "Gill Singh Kaur Dhillon Sandhu Grewal Bains Sidhu Mann",
    "jewish": "Katz Stern Adler Rosen Feldstein Lazar Mandel Weiss Baruch Shapira",
    "african": "Adeyemi Osei Mensah Okafor Boateng Balogun Nwosu Asante Tadesse Bekele Diallo Sesay",
    "slavic": "Novak Petrenko Kowal Dragan Horak Moroz Zelenka Bondar Savic Lysenko",
    "greek": "Pappas Kontos Manos Galanis Drakos Lekkas Vlahos Zervas",
    "nordic": "Lindgren Lindqvist Solberg Achterberg Nygaard Halvorsen Ekstrom Dahl Sandvik",
    "persian": "Farahani Rostami Tehrani Kamali Ardalan Sohrabi Navidi",
    "pakistani": "Qureshi Ansari Siddiqui Chaudhry Baig Mirza",
    "west_african": "Diallo Ba Toure Sow Camara Keita",
    "filipino": "Bautista Manalo Dizon Salonga Magsino Pangilinan Tolentino Agbayani",
    "native": "Whitewater Redcloud Longfeather Bluestone Littlecreek Tallpine Morningside",
}
MEN = frozenset(
    [
        "Diego",
        "Hector",
        "Rafael",
        "Jorge",
        "Andres",
        "Emilio",
        "Ramon",
        "Mateo",
        "Xavier",
        "Rodel",
        "Jomar",
        "Arnel",
        "Dindo",
        "Bong",
        "Ivo",
        "Jakub",
        "Pavel",
        "Marek",
        "Stefan",
        "Viktor",
        "Paul",
        "Owen",
        "Walter",
        "Dennis",
        "Simon",
        "Howard",
        "Neil",
        "Roy",
        "Nikos",
        "Yannis",
        "Petros",
        "Kostas",
        "Spiros",
        "Yusuf",
        "Omar",
        "Karim",
        "Tariq",
        "Nabil",
        "Hassan",
        "Bilal",
        "Farhan",
        "Imran",
        "Usman",
        "Adnan",
        "Ibrahim",
        "Amadou",
        "Ousmane",
        "Mamadou",
        "Ravi",
        "Suresh",
        "Arjun",
        "Vikram",
        "Deepak",
        "Rohan",
        "Gopal",
    ]
)
"""Given names for those houses whose leader is, by their own custom, a man."""
OF_THE_CITY = ("english", "english", "black", "black", "latin", "latin", "nordic", "slavic", "african", "arab", "south_asian", "vietnamese", "korean",
               "chinese", "filipino", "jewish", "greek", "native", "punjabi", "persian")  # fmt: skip
"""The cultures an officer's name may come from: the city's own mix."""
SPOKEN = {"latin": "Spanish", "vietnamese": "Vietnamese", "korean": "Korean", "chinese": "Mandarin", "arab": "Arabic", "south_asian": "Hindi",
          "punjabi": "Punjabi", "african": "Amharic", "slavic": "Ukrainian", "pakistani": "Urdu", "west_african": "French",
          "filipino": "Tagalog", "persian": "Persian", "greek": "Greek"}  # fmt: skip
CODES = {"Spanish": "es", "Vietnamese": "vi", "Korean": "ko", "Mandarin": "zh", "Arabic": "ar", "Hindi": "hi", "Punjabi": "pa", "Amharic": "am",
         "Ukrainian": "uk", "Urdu": "ur", "French": "fr", "Tagalog": "tl", "Persian": "fa", "Greek": "el"}  # fmt: skip


def address(name: str, host: str) -> str:
    """Return an e-mail address made of a name: "Mai Pham" → mai.pham@…"""
    return f"{'.'.join(''.join(c for c in word.lower() if c.isascii() and c.isalpha()) for word in name.split())}@{host}"


class Names:
    """Hands out names that nobody in the city has yet."""

    def __init__(self, dice: random.Random, taken: Iterable[str] = ()) -> None:
        self._dice = dice
        self._taken = {name.casefold() for name in (*BY_NAME, *FIRST_KEEPERS, *taken)}

    def new(self, culture: str, *, men: bool = False) -> tuple[str, str]:
        """Return a fresh (given, family) name of a culture; when all are taken, with a double family name."""
        given, family = [name for name in GIVEN[culture].split() if not men or name in MEN], FAMILY[culture].split()
        for attempt in range(200):
            first, last = self._dice.choice(given), self._dice.choice(family)
            if attempt > 100:
                last = f"{last}-{self._dice.choice([f for f in family if f != last])}"
            if f"{first} {last}".casefold() not in self._taken:
                self._taken.add(f"{first} {last}".casefold())
                return first, last
        raise LookupError(f"no name of {culture} is left")
