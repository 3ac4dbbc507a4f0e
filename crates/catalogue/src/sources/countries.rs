//! The countries that films come from.

/// A country: its number at Wikidata, its two letters, and its name. Those that are no more have the letters that ISO
/// 3166 once gave them. Films of others are found without their country.
const COUNTRIES: [(u32, &str, &str); 98] = [
    (889, "AF", "Afghanistan"),
    (222, "AL", "Albania"),
    (262, "DZ", "Algeria"),
    (414, "AR", "Argentina"),
    (399, "AM", "Armenia"),
    (408, "AU", "Australia"),
    (40, "AT", "Austria"),
    (227, "AZ", "Azerbaijan"),
    (902, "BD", "Bangladesh"),
    (184, "BY", "Belarus"),
    (31, "BE", "Belgium"),
    (225, "BA", "Bosnia and Herzegovina"),
    (155, "BR", "Brazil"),
    (219, "BG", "Bulgaria"),
    (424, "KH", "Cambodia"),
    (16, "CA", "Canada"),
    (298, "CL", "Chile"),
    (148, "CN", "China"),
    (739, "CO", "Colombia"),
    (224, "HR", "Croatia"),
    (241, "CU", "Cuba"),
    (213, "CZ", "Czech Republic"),
    (33_946, "CS", "Czechoslovakia"),
    (35, "DK", "Denmark"),
    (16_957, "DD", "East Germany"),
    (79, "EG", "Egypt"),
    (191, "EE", "Estonia"),
    (115, "ET", "Ethiopia"),
    (33, "FI", "Finland"),
    (142, "FR", "France"),
    (230, "GE", "Georgia"),
    (183, "DE", "Germany"),
    (41, "GR", "Greece"),
    (8_646, "HK", "Hong Kong"),
    (28, "HU", "Hungary"),
    (189, "IS", "Iceland"),
    (668, "IN", "India"),
    (252, "ID", "Indonesia"),
    (794, "IR", "Iran"),
    (796, "IQ", "Iraq"),
    (27, "IE", "Ireland"),
    (801, "IL", "Israel"),
    (38, "IT", "Italy"),
    (17, "JP", "Japan"),
    (810, "JO", "Jordan"),
    (232, "KZ", "Kazakhstan"),
    (114, "KE", "Kenya"),
    (211, "LV", "Latvia"),
    (822, "LB", "Lebanon"),
    (37, "LT", "Lithuania"),
    (32, "LU", "Luxembourg"),
    (833, "MY", "Malaysia"),
    (96, "MX", "Mexico"),
    (711, "MN", "Mongolia"),
    (236, "ME", "Montenegro"),
    (1_028, "MA", "Morocco"),
    (837, "NP", "Nepal"),
    (55, "NL", "Netherlands"),
    (664, "NZ", "New Zealand"),
    (1_033, "NG", "Nigeria"),
    (423, "KP", "North Korea"),
    (221, "MK", "North Macedonia"),
    (20, "NO", "Norway"),
    (843, "PK", "Pakistan"),
    (219_060, "PS", "Palestine"),
    (419, "PE", "Peru"),
    (928, "PH", "Philippines"),
    (36, "PL", "Poland"),
    (45, "PT", "Portugal"),
    (218, "RO", "Romania"),
    (159, "RU", "Russia"),
    (851, "SA", "Saudi Arabia"),
    (1_041, "SN", "Senegal"),
    (403, "RS", "Serbia"),
    (334, "SG", "Singapore"),
    (214, "SK", "Slovakia"),
    (215, "SI", "Slovenia"),
    (258, "ZA", "South Africa"),
    (884, "KR", "South Korea"),
    (15_180, "SU", "Soviet Union"),
    (29, "ES", "Spain"),
    (854, "LK", "Sri Lanka"),
    (34, "SE", "Sweden"),
    (39, "CH", "Switzerland"),
    (858, "SY", "Syria"),
    (865, "TW", "Taiwan"),
    (869, "TH", "Thailand"),
    (948, "TN", "Tunisia"),
    (43, "TR", "Turkey"),
    (212, "UA", "Ukraine"),
    (878, "AE", "United Arab Emirates"),
    (145, "GB", "United Kingdom"),
    (30, "US", "United States"),
    (77, "UY", "Uruguay"),
    (265, "UZ", "Uzbekistan"),
    (717, "VE", "Venezuela"),
    (881, "VN", "Vietnam"),
    (36_704, "YU", "Yugoslavia"),
];

/// Numbers at Wikidata of what is, or was, such a country, too.
const SAME: [(u32, &str); 5] = [
    (713_750, "DE"), // West Germany
    (41_304, "DE"),  // Weimar Republic
    (29_999, "NL"),  // Kingdom of the Netherlands
    (83_286, "YU"),  // Socialist Federal Republic of Yugoslavia
    (188_712, "JP"), // Empire of Japan
];

/// The two letters of the country with this number at Wikidata.
pub fn code_of(number: u32) -> Option<&'static str> {
    let is = |it: &&(u32, &'static str, &'static str)| it.0 == number;
    let same = || SAME.iter().find(|it| it.0 == number).map(|it| it.1);
    COUNTRIES.iter().find(is).map(|it| it.1).or_else(same)
}

/// The English name of the country with these two letters.
pub fn name_of(code: &str) -> Option<&'static str> {
    COUNTRIES.iter().find(|it| it.1 == code).map(|it| it.2)
}

/// Whether a text can be a country: two capital letters.
pub fn is_country(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|letter| letter.is_ascii_uppercase())
}
