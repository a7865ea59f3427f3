// Letters that did not arrive or wait. The server sends plain words, and nobody's address.
import { counts, keepsFocus } from "desk_lists";

export default {
  mixins: [keepsFocus],
  props: { heading: String, explain: Array, dead: Array, waiting: Array, words: Object, icons: Object },
  emits: ["retry", "away", "all"],
  template: `
    <section class="groups letters" aria-labelledby="letters-heading">
      <h1 id="letters-heading" ref="heading" tabindex="-1">{{ heading }}</h1>
      <p v-for="line in explain" :key="line" class="explain">{{ line }}</p>
      <p v-if="!dead.length && !waiting.length" class="nothing">{{ words.nothing }}</p>
      <template v-for="[kind, rows] in [['dead', dead], ['waiting', waiting]]" :key="kind">
        <template v-if="rows.length">
          <h2 :id="'letters-' + kind">{{ words[kind] }}</h2>
          <p v-if="kind === 'dead' && rows.length > 1" class="acts">
            <button type="button" class="button" @click="tell('all', 'retry')">{{ words.retry_all }}</button>
            <button type="button" class="button quiet" @click="tell('all', 'away')">{{ words.away_all }}</button>
          </p>
          <table role="table" :aria-labelledby="'letters-' + kind">
            <thead role="rowgroup">
              <tr role="row"><th v-for="column in words.columns" :key="column" scope="col" role="columnheader">{{ column }}</th></tr>
            </thead>
            <tbody role="rowgroup">
              <tr v-for="row in rows" :key="row.id" role="row" :data-id="row.id">
                <th scope="row" role="rowheader">{{ row.name }}</th>
                <td role="cell">{{ row.written }}</td>
                <td role="cell">
                  <span class="tag" :class="row.state"><span class="icon" v-html="icons[row.icon]"></span>{{ row.stands }}</span>
                  <small v-if="row.trouble">{{ row.trouble }}</small>
                  <small v-if="row.tries">{{ row.tries }}</small>
                </td>
                <td role="cell" class="acts">
                  <button type="button" class="button" :aria-label="row.retry_label" @click="tell('retry', row.id)">{{ words.retry }}</button>
                  <button type="button" class="button quiet" :aria-label="row.away_label" @click="tell('away', row.id)">{{ words.away }}</button>
                </td>
              </tr>
            </tbody>
          </table>
        </template>
      </template>
    </section>`,
  methods: {
    tell(what, which) {
      if (counts()) this.$emit(what, which);
    },
  },
};
