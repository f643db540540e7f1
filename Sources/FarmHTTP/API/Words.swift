/// Names of the files in the words of people.
enum Words {
    /// `currentTransformerPrimary` as `Current transformer primary`, `energy.active.import.t1` as
    /// `Energy active import T1`.
    static func title(_ name: String) -> String {
        var words = ""
        for character in name {
            if character == "." {
                words += " "
            } else if character.isUppercase, let last = words.last, !last.isUppercase {
                words += (last == " " ? "" : " ") + character.lowercased()
            } else {
                words.append(character)
            }
        }
        let parts = words.split(separator: " ").map { part in
            let isPlace = part.count == 2 && "tlui".contains(part.prefix(1)) && part.last != "n"
            return isPlace && (part.last?.isNumber ?? false) ? part.uppercased() : String(part)
        }
        let text = parts.joined(separator: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
