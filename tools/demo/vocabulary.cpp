#include "vocabulary.h"

namespace shopper::demo {

const std::vector<Pair>& first_names(bool female) {
  static const std::vector<Pair> women{{"مريم", "Maryam"}, {"نورة", "Noura"}, {"فاطمة", "Fatima"}, {"عائشة", "Aisha"}, {"سارة", "Sara"}, {"حصة", "Hessa"}, {"لولوة", "Lolwa"},
                                       {"منى", "Mona"}, {"هند", "Hind"}, {"ريم", "Reem"}, {"شيخة", "Sheikha"}, {"أمل", "Amal"}, {"دانة", "Dana"}, {"ليلى", "Layla"}};
  static const std::vector<Pair> men{{"محمد", "Mohammed"}, {"أحمد", "Ahmed"}, {"علي", "Ali"}, {"خالد", "Khalid"}, {"ناصر", "Nasser"}, {"عبدالله", "Abdulla"}, {"جاسم", "Jassim"},
                                     {"حمد", "Hamad"}, {"سعيد", "Saeed"}, {"يوسف", "Yousef"}, {"إبراهيم", "Ibrahim"}, {"راشد", "Rashid"}, {"فهد", "Fahad"}, {"عمر", "Omar"}};
  return female ? women : men;
}

const std::vector<Pair>& family_names() {
  static const std::vector<Pair> names{{"الكواري", "Al-Kuwari"}, {"المري", "Al-Marri"}, {"الهاجري", "Al-Hajri"}, {"النعيمي", "Al-Naimi"}, {"السليطي", "Al-Sulaiti"},
                                       {"المناعي", "Al-Mannai"}, {"الأنصاري", "Al-Ansari"}, {"الخليفي", "Al-Khulaifi"}, {"حسن", "Hassan"}, {"منصور", "Mansour"},
                                       {"إسماعيل", "Ismail"}, {"عثمان", "Osman"}, {"صالح", "Saleh"}, {"الدوسري", "Al-Dosari"}, {"مصطفى", "Mostafa"}, {"الحاج", "Elhaj"}};
  return names;
}

const std::vector<std::string>& foreign_first_names(int group, bool female) {
  static const std::vector<std::string> south_women{"Priya", "Anita", "Sunita", "Lakshmi", "Nirmala", "Rekha", "Kavita", "Sabina"};
  static const std::vector<std::string> south_men{"Rajesh", "Suresh", "Anil", "Ramesh", "Bikash", "Imran", "Sanjay", "Thomas"};
  static const std::vector<std::string> philippine_women{"Maria", "Grace", "Jennifer", "Rosalie", "Cristina", "Lorna"};
  static const std::vector<std::string> philippine_men{"Jose", "Mark", "Ramon", "Eduardo", "Joel", "Arnel"};
  static const std::vector<std::string> european_women{"Anna", "Claire", "Emma", "Julia", "Sofia"};
  static const std::vector<std::string> european_men{"David", "Peter", "Daniel", "Martin", "Luca"};
  if (group == 2) return female ? philippine_women : philippine_men;
  if (group == 3) return female ? european_women : european_men;
  return female ? south_women : south_men;
}

const std::vector<std::string>& foreign_family_names(int group) {
  static const std::vector<std::string> south{"Kumar", "Sharma", "Thapa", "Gurung", "Rahman", "Perera", "Nair", "Khan", "Fernando", "Rai"};
  static const std::vector<std::string> philippine{"Santos", "Reyes", "Cruz", "Bautista", "Garcia", "Mendoza"};
  static const std::vector<std::string> european{"Novak", "Martin", "Rossi", "Weber", "Smith", "Jansen"};
  return group == 2 ? philippine : group == 3 ? european : south;
}

const std::vector<Nationality>& nationalities() {
  static const std::vector<Nationality> all{{"634", 24, 0}, {"818", 12, 0}, {"729", 6, 0}, {"760", 4, 0}, {"400", 5, 0}, {"422", 4, 0}, {"275", 3, 0}, {"788", 3, 0},
                                            {"356", 14, 1}, {"050", 4, 1}, {"524", 4, 1}, {"586", 5, 1}, {"144", 3, 1}, {"608", 6, 2}, {"826", 2, 3}, {"250", 1, 3}, {"124", 2, 3}};
  return all;
}

const std::vector<Pair>& places() {
  static const std::vector<Pair> all{{"الدوحة", "doha"}, {"الريان", "al_rayyan"}, {"الوكرة", "al_wakra"}, {"أم صلال", "umm_salal"}, {"الخور", "al_khor"}, {"الشمال", "al_shamal"}, {"الشحانية", "al_sheehaniya"}, {"الضعاين", "al_daayen"}};
  return all;
}

const std::vector<EntityName>& entities() {
  static const std::vector<EntityName> all{
      {"MOI", {"وزارة الداخلية", "Ministry of Interior"}, {{"تجديد الإقامة", "Residence permit renewal"}, {"رخصة القيادة", "Driving licence"}}},
      {"MOPH", {"وزارة الصحة العامة", "Ministry of Public Health"}, {{"البطاقة الصحية", "Health card"}, {"تصديق الشهادات الطبية", "Attestation of medical reports"}}},
      {"PHCC", {"مؤسسة الرعاية الصحية الأولية", "Primary Health Care Corporation"}, {{"حجز موعد", "Appointment"}, {"التسجيل في مركز صحي", "Registration at a health centre"}}},
      {"HMC", {"مؤسسة حمد الطبية", "Hamad Medical Corporation"}, {{"مواعيد العيادات", "Clinic appointments"}, {"التقارير الطبية", "Medical reports"}}},
      {"MOL", {"وزارة العمل", "Ministry of Labour"}, {{"عقود العمل", "Employment contracts"}, {"الشكاوى العمالية", "Labour complaints"}}},
      {"MOJ", {"وزارة العدل", "Ministry of Justice"}, {{"التسجيل العقاري", "Real estate registration"}, {"التوثيق", "Notary services"}}},
      {"MOCI", {"وزارة التجارة والصناعة", "Ministry of Commerce and Industry"}, {{"السجل التجاري", "Commercial register"}, {"حماية المستهلك", "Consumer protection"}}},
      {"MM", {"وزارة البلدية", "Ministry of Municipality"}, {{"رخص البناء", "Building permits"}, {"عقود الإيجار", "Lease registration"}}},
      {"MOEHE", {"وزارة التربية والتعليم والتعليم العالي", "Ministry of Education and Higher Education"}, {{"معادلة الشهادات", "Certificate equivalence"}, {"نقل الطلبة", "School transfer"}}},
      {"MOFA", {"وزارة الخارجية", "Ministry of Foreign Affairs"}, {{"تصديق الوثائق", "Document attestation"}, {"خدمات المواطنين في الخارج", "Services for citizens abroad"}}},
      {"MOT", {"وزارة المواصلات", "Ministry of Transport"}, {{"رخص النقل", "Transport licences"}, {"تسجيل الوسائط البحرية", "Vessel registration"}}},
      {"MCIT", {"وزارة الاتصالات وتكنولوجيا المعلومات", "Ministry of Communications and IT"}, {{"بوابة الخدمات الإلكترونية", "E-services portal"}, {"التوقيع الإلكتروني", "Electronic signature"}}},
      {"MSDF", {"وزارة التنمية الاجتماعية والأسرة", "Ministry of Social Development and Family"}, {{"الضمان الاجتماعي", "Social security"}, {"بطاقة ذوي الإعاقة", "Disability card"}}},
      {"MOC", {"وزارة الثقافة", "Ministry of Culture"}, {{"تراخيص الفعاليات", "Event permits"}, {"تسجيل المصنفات", "Registration of works"}}},
      {"MOECC", {"وزارة البيئة والتغير المناخي", "Ministry of Environment and Climate Change"}, {{"التصاريح البيئية", "Environmental permits"}, {"رخص التخييم", "Camping permits"}}},
      {"AWQAF", {"وزارة الأوقاف والشؤون الإسلامية", "Ministry of Endowments and Islamic Affairs"}, {{"صندوق الزكاة", "Zakat fund"}, {"خدمات الحج", "Hajj services"}}},
      {"MOSY", {"وزارة الرياضة والشباب", "Ministry of Sports and Youth"}, {{"تسجيل الأندية", "Club registration"}, {"برامج الشباب", "Youth programmes"}}},
      {"MOF", {"وزارة المالية", "Ministry of Finance"}, {{"سداد المستحقات", "Payment of dues"}, {"المشتريات الحكومية", "Public procurement"}}},
      {"GTA", {"الهيئة العامة للضرائب", "General Tax Authority"}, {{"التسجيل الضريبي", "Tax registration"}, {"الإقرار الضريبي", "Tax return"}}},
      {"CUSTOMS", {"الهيئة العامة للجمارك", "General Authority of Customs"}, {{"التخليص الجمركي", "Customs clearance"}, {"إعفاء جمركي", "Customs exemption"}}},
      {"KAHRAMAA", {"المؤسسة العامة للكهرباء والماء", "Electricity and Water Corporation"}, {{"توصيل الخدمة", "Connection"}, {"سداد الفواتير", "Bill payment"}}},
      {"ASHGHAL", {"هيئة الأشغال العامة", "Public Works Authority"}, {{"بلاغات الطرق", "Road reports"}, {"وصل الصرف الصحي", "Sewer connection"}}},
      {"GRSIA", {"الهيئة العامة للتقاعد والتأمينات", "Retirement and Social Insurance Authority"}, {{"معاش التقاعد", "Retirement pension"}, {"ضم الخدمة", "Joining of service"}}},
      {"TRAFFIC", {"الإدارة العامة للمرور", "General Directorate of Traffic"}, {{"تجديد المركبة", "Vehicle renewal"}, {"نقل الملكية", "Transfer of ownership"}}},
      {"PASSPORTS", {"الإدارة العامة للجوازات", "General Directorate of Passports"}, {{"إصدار جواز", "Passport issue"}, {"تأشيرة زيارة", "Visit visa"}}},
      {"COURTS", {"المجلس الأعلى للقضاء", "Supreme Judiciary Council"}, {{"رفع الدعوى", "Filing a case"}, {"التنفيذ", "Enforcement"}}},
      {"PROSECUTION", {"النيابة العامة", "Public Prosecution"}, {{"شهادة حسن السيرة", "Certificate of good conduct"}, {"متابعة البلاغات", "Follow-up of reports"}}},
      {"NPC", {"المجلس الوطني للتخطيط", "National Planning Council"}, {{"طلب إحصاءات", "Statistics request"}, {"شهادة الميلاد الإحصائية", "Statistical certificate"}}},
      {"QPOST", {"بريد قطر", "Postal service"}, {{"توصيل الوثائق", "Document delivery"}, {"صندوق بريد", "Post box"}}},
      {"TOURISM", {"هيئة السياحة", "Tourism Authority"}, {{"تصنيف المنشآت", "Classification of establishments"}, {"رخص المرشدين", "Guide licences"}}},
      {"QFMA", {"هيئة الأسواق المالية", "Financial Markets Authority"}, {{"تسجيل المستثمرين", "Investor registration"}, {"الشكاوى", "Complaints"}}},
      {"CRA", {"هيئة تنظيم الاتصالات", "Communications Regulatory Authority"}, {{"شكاوى المشتركين", "Subscriber complaints"}, {"تراخيص الطيف", "Spectrum licences"}}},
      {"MUSEUMS", {"متاحف قطر", "Museums Authority"}, {{"بطاقة العضوية", "Membership card"}, {"الزيارات المدرسية", "School visits"}}},
      {"CGB", {"ديوان الخدمة المدنية والتطوير الحكومي", "Civil Service and Government Development Bureau"}, {{"التوظيف", "Recruitment"}, {"التظلمات", "Grievances"}}},
  };
  return all;
}

}  // namespace shopper::demo
