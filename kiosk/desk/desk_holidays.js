// The public holidays ahead, on which the house is closed unless the desk opens it.
import { Decisions } from "desk_decisions";
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  components: { Decisions },
  props: { heading: String, rows: Array, words: Object, icons: Object },
  emits: ["keep", "cancel", "open", "close"],
  template: `
    <section class="closures" aria-labelledby="holidays-heading">
      <h2 id="holidays-heading" ref="heading" tabindex="-1">{{ heading }}</h2>
      <p class="explain">{{ words.explain }}</p>
      <p v-if="!rows.length" class="nothing">{{ words.nothing }}</p>
      <table v-else role="table" aria-labelledby="holidays-heading">
        <thead role="rowgroup">
          <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
        </thead>
        <tbody role="rowgroup">
          <tr v-for="row in rows" :key="row.day" role="row" :data-day="row.day">
            <th scope="row" role="rowheader">{{ row.days }}</th>
            <td role="cell" class="what">
              {{ row.name }}
              <decisions :rows="row.open" :words="words.asked" :icon="icons.warning" @keep="tell('keep', $event)" @cancel="tell('cancel', $event)" />
            </td>
            <td role="cell"><span class="tag" :class="row.closed ? 'quiet' : 'good'">{{ row.closed ? words.closed : words.opened }}</span></td>
            <td role="cell" class="acts">
              <button v-if="row.closed" type="button" class="button quiet" :aria-label="row.open_label" @click="tell('open', row.day)">{{ words.open_day }}</button>
              <button v-else type="button" class="button quiet" :aria-label="row.close_label" @click="tell('close', row.day)">{{ words.close_day }}</button>
            </td>
          </tr>
        </tbody>
      </table>
    </section>`,
  methods: {
    tell(what, key) {
      if (counts()) this.$emit(what, key);
    },
  },
};
