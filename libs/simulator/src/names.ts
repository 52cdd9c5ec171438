/** Where a person lives: names in their own script with the Latin spelling that their address uses. */
export interface Locale {
  readonly country: string;
  readonly language: string;
  readonly cities: readonly string[];
  /** Hours east of Greenwich. */
  readonly zone: number;
  /** Country code of phone numbers, and how many digits follow it. */
  readonly phone: readonly [code: string, digits: number];
  readonly given: readonly (readonly [native: string, latin: string])[];
  readonly family: readonly (readonly [native: string, latin: string])[];
  /** Family name first, without a space. */
  readonly familyFirst?: true;
}

/** Written as `native/latin native/latin`; one spelling where both agree. */
function names(text: string): (readonly [string, string])[] {
  return text.split(' ').map((entry) => {
    const [native, latin] = entry.split('/');
    return [native!, (latin ?? native!).toLowerCase()] as const;
  });
}

export const LOCALES: readonly Locale[] = [
  {
    country: 'GB',
    language: 'en-GB',
    cities: ['London', 'Leeds', 'Bristol', 'Glasgow'],
    zone: 0,
    phone: ['44', 10],
    given: names('Ann Oliver Grace Harry Imogen Isla Noah Ruth Tom Priya Zoë/zoe Siobhán/siobhan'),
    family: names('Baker Carter Hughes O’Neill/oneill Patel Turner Wright Young Clarke Mackay Shaw Bell'),
  },
  {
    country: 'US',
    language: 'en-US',
    cities: ['Austin', 'Chicago', 'Denver', 'Portland'],
    zone: -6,
    phone: ['1', 10],
    given: names('Ava Ben Carla Dwayne Ethan Hannah José/jose Keisha Liam Maya Tyler Renée/renee'),
    family: names('Adams Brooks Cruz Diaz Foster Garcia Hill Johnson Nguyen Reed Washington Nuñez/nunez'),
  },
  {
    country: 'DE',
    language: 'de-DE',
    cities: ['Berlin', 'Köln', 'München', 'Leipzig'],
    zone: 1,
    phone: ['49', 10],
    given: names('Anna Björn/bjoern Clara Dieter Franziska Jörg/joerg Lena Matthias Sabine Uwe Zeynep Jürgen/juergen'),
    family: names(
      'Müller/mueller Schmidt Weiß/weiss Krüger/krueger Vogel Bauer Köhler/koehler Yılmaz/yilmaz Lang Roth',
    ),
  },
  {
    country: 'FR',
    language: 'fr-FR',
    cities: ['Lyon', 'Paris', 'Nantes', 'Orléans'],
    zone: 1,
    phone: ['33', 9],
    given: names(
      'Amélie/amelie Benoît/benoit Chloé/chloe Élise/elise François/francois Hélène/helene Luc Noé/noe Inès/ines',
    ),
    family: names('Lefèvre/lefevre Moreau Garçon/garcon Dupré/dupre Girard Benoît/benoit Nœl/noel Roux Fabre'),
  },
  {
    country: 'PL',
    language: 'pl-PL',
    cities: ['Kraków', 'Łódź', 'Warszawa'],
    zone: 1,
    phone: ['48', 9],
    given: names('Agnieszka Łukasz/lukasz Małgorzata/malgorzata Paweł/pawel Zofia Michał/michal Jagoda'),
    family: names('Wójcik/wojcik Dąbrowska/dabrowska Zięba/zieba Kowalczyk Łuczak/luczak Nowak Żak/zak'),
  },
  {
    country: 'GR',
    language: 'el-GR',
    cities: ['Αθήνα', 'Πάτρα'],
    zone: 2,
    phone: ['30', 10],
    given: names('Ελένη/eleni Γιώργος/giorgos Κατερίνα/katerina Νίκος/nikos Σοφία/sofia Δημήτρης/dimitris'),
    family: names('Παπαδόπουλος/papadopoulos Γεωργίου/georgiou Αλεξίου/alexiou Μακρή/makri Λάμπρου/lamprou'),
  },
  {
    country: 'UA',
    language: 'uk-UA',
    cities: ['Київ', 'Львів', 'Одеса'],
    zone: 2,
    phone: ['380', 9],
    given: names('Олена/olena Тарас/taras Ірина/iryna Богдан/bohdan Юлія/yuliia Їжак/yizhak Андрій/andrii'),
    family: names('Шевченко/shevchenko Коваль/koval Бондаренко/bondarenko Ткачук/tkachuk Мельник/melnyk'),
  },
  {
    country: 'IL',
    language: 'he-IL',
    cities: ['חיפה', 'תל אביב'],
    zone: 2,
    phone: ['972', 9],
    given: names('נועה/noa יוסי/yossi מיכל/michal אורי/uri תמר/tamar דוד/david'),
    family: names('כהן/cohen לוי/levi מזרחי/mizrahi פרץ/peretz ביטון/biton'),
  },
  {
    country: 'EG',
    language: 'ar-EG',
    cities: ['القاهرة', 'الإسكندرية'],
    zone: 2,
    phone: ['20', 10],
    given: names('فاطمة/fatma أحمد/ahmed ليلى/laila عمر/omar نور/nour يوسف/youssef'),
    family: names('حسن/hassan المصري/elmasry عبدالله/abdallah سالم/salem فؤاد/fouad'),
  },
  {
    country: 'IN',
    language: 'hi-IN',
    cities: ['मुंबई', 'पुणे', 'जयपुर'],
    zone: 5.5,
    phone: ['91', 10],
    given: names('आरती/aarti राहुल/rahul सीमा/seema विजय/vijay नेहा/neha अर्जुन/arjun'),
    family: names('शर्मा/sharma वर्मा/verma गुप्ता/gupta मेहता/mehta सिंह/singh'),
  },
  {
    country: 'TH',
    language: 'th-TH',
    cities: ['กรุงเทพฯ', 'เชียงใหม่'],
    zone: 7,
    phone: ['66', 9],
    given: names('สมชาย/somchai มาลี/malee นภา/napa กิตติ/kitti อรุณ/arun'),
    family: names('ศรีสุข/srisuk ทองดี/thongdee แก้วมณี/kaewmanee บุญมี/boonmee'),
  },
  {
    country: 'ID',
    language: 'id-ID',
    cities: ['Jakarta', 'Bandung', 'Surabaya'],
    zone: 7,
    phone: ['62', 10],
    given: names('Ayu Budi Citra Dewi Eko Fitri Gita Hadi Indah Joko'),
    family: names('Santoso Wijaya Lestari Pratama Siregar Nasution Hartono'),
  },
  {
    country: 'CN',
    language: 'zh-CN',
    cities: ['上海', '深圳', '成都'],
    zone: 8,
    phone: ['86', 11],
    given: names('伟/wei 芳/fang 娜/na 敏/min 静/jing 丽娟/lijuan 志强/zhiqiang 小明/xiaoming'),
    family: names('王/wang 李/li 张/zhang 刘/liu 陈/chen 田/tian 欧阳/ouyang'),
    familyFirst: true,
  },
  {
    country: 'JP',
    language: 'ja-JP',
    cities: ['東京', '大阪', '札幌'],
    zone: 9,
    phone: ['81', 10],
    given: names('さくら/sakura 健太/kenta 美咲/misaki 大輔/daisuke 陽子/yoko 翔/sho'),
    family: names('佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 髙木/takagi 渡邊/watanabe'),
    familyFirst: true,
  },
  {
    country: 'KR',
    language: 'ko-KR',
    cities: ['서울', '부산'],
    zone: 9,
    phone: ['82', 10],
    given: names('민준/minjun 서연/seoyeon 지훈/jihoon 하은/haeun 도윤/doyun'),
    family: names('김/kim 이/lee 박/park 최/choi 정/jung'),
    familyFirst: true,
  },
];

export const COMPANY_FIRST = (
  'Alder Amber Basalt Beacon Birch Blue Brook Cedar Cobalt Copper Coral Delta Ember Falcon Fern Granite Harbour Hazel ' +
  'Heron Iron Juniper Kestrel Larch Linden Lotus Maple Marble Merlin Nova Oak Ocean Olive Onyx Orchid Osprey Pine ' +
  'Polar Quartz Raven River Rowan Saffron Sage Silver Slate Spruce Sterling Summit Tern Umber Violet Willow Zephyr'
).split(' ');
export const COMPANY_SECOND = (
  'Analytics Bank Bakery Cargo Clinics Cycles Dairy Data Energy Engineering Farms Fashion Foods Freight Games Glass ' +
  'Homes Hotels Insurance Labs Legal Logistics Machines Media Mobility Motors Music Networks Optics Outdoor Paper ' +
  'Pharma Press Printing Rail Retail Robotics Security Shipping Solar Sports Studios Systems Textiles Tools Travel'
).split(' ');
export const COMPANY_FORMS = ['Ltd', 'GmbH', 'Inc', 'SARL', 'BV', 'AB', 'Pty', '株式会社', 'Sp. z o.o.', 'PT'];
export const TITLES = [
  'Head of Operations',
  'Warehouse manager',
  'IT lead',
  'Buyer',
  'Managing director',
  'Logistics planner',
  'Data analyst',
  'Plant engineer',
  'Founder',
  'Quality manager',
];
